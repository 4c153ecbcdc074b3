#pragma once
#include <istream>
#include <optional>
#include <ostream>
#include <string>

namespace gasworks::credentials {

/// `gasworks auth add`: puts a user into a file of credentials, or gives the user another password. The
/// password is asked for twice on a terminal, unseen; from elsewhere it is the first line of `in`. The file
/// is replaced as a whole, and made, for its owner alone, where there is none. Returns the exit code.
int run_add(const std::string& file, const std::string& user, std::istream& in, std::ostream& messages);

/// `gasworks auth key`: makes an API key, puts its hash into the file under a name that is not there yet, and
/// prints the key, which nobody can do again. Returns the exit code.
int run_key(const std::string& file, const std::string& name, std::ostream& out, std::ostream& messages);

/// `gasworks auth remove`: takes the user or the key of this name ("key:NAME") out. Returns the exit code.
int run_remove(const std::string& file, const std::string& name, std::ostream& messages);

}  // namespace gasworks::credentials
