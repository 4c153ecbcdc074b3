#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "access/api_key.hpp"

namespace gasworks::access {

/// The users and API keys that a file names. A line each:
///
///     USER:$2y$11$...                     htpasswd's format, with bcrypt alone
///     key:NAME:{sha256}64 HEX DIGITS      an API key, as `gasworks auth key` makes it
///     # a comment; empty lines are passed over, too
struct CredentialFile {
    struct Key {
        std::string name;
        KeyDigest digest;
    };
    std::map<std::string, std::string, std::less<>> users;  ///< name -> hash
    std::vector<Key> keys;

    /// Of the users' hashes; the usual cost when there are none.
    unsigned highest_cost() const;
};

inline constexpr std::size_t largest_credential_file = 1UL << 20U;  ///< bytes

/// The error begins with `FILE:LINE: `, and never repeats what the line says beyond a name.
tl::expected<CredentialFile, std::string> parse_credentials(std::string_view text, const std::string& file);

/// Reads a file of at most 1 MiB. The error names it.
tl::expected<CredentialFile, std::string> read_credentials(const std::string& file);

/// Whether a user or key may have this name: 1 to 128 bytes, no control character, no colon, no '#' at the
/// beginning, no space at either end.
bool is_credential_name(std::string_view name);

}  // namespace gasworks::access
