#pragma once
#include <string>

namespace gasworks::access {

/// Costs of bcrypt that are taken: 2^cost rounds. 5 is what `htpasswd -B` makes unless it is told otherwise;
/// from a file with that which gets lost, passwords are guessed 64 times as fast as with the usual cost.
/// Above the highest, a check takes seconds on a small machine.
inline constexpr unsigned lowest_cost = 5;
inline constexpr unsigned highest_cost = 15;
inline constexpr unsigned usual_cost = 11;

/// Nothing wrong: empty. Else why `hash` is not one that is taken: bcrypt ($2y$, $2b$ or $2a$), well-formed,
/// of a cost within the limits.
std::string wrong_with_hash(const std::string& hash);

/// Of a hash that nothing is wrong with.
unsigned cost_of(const std::string& hash);

/// A new hash of the password, with a salt from the system's random numbers. Takes 0.1 s or so.
/// bcrypt looks at the first 72 bytes of a password alone, and at none behind a NUL: throws
/// std::invalid_argument for longer ones and those with a NUL.
std::string hashed_password(const std::string& password, unsigned cost = usual_cost);

/// Whether the password has this hash. Takes as long for a wrong one; compares in constant time.
bool is_password(const std::string& password, const std::string& hash);

/// Does nothing for as long as checks against hashes of the costs `from`, `from` + 1, ... `to` - 1 take:
/// together with a check of cost `from` that is as long as one of cost `to`.
void spend_checks(unsigned from, unsigned to);

}  // namespace gasworks::access
