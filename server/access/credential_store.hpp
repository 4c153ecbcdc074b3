#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>

#include "access/credential_cache.hpp"
#include "access/credential_file.hpp"
#include "http/security.hpp"

namespace gasworks::access {

/// The file can't be used; what() begins with FILE or FILE:LINE.
struct UnusableCredentials : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Checks credentials against a file. The file is looked at again at most once a second and read when it has
/// changed (replaced by a new one, best of all: then there is no moment at which it is half written). A
/// changed file that can't be used changes nothing, and is reported. Thread-safe.
///
/// A user is checked by bcrypt, which takes some 0.1 s; with Credentials::at_once that is put off. A user who
/// is not in the file, or whose hash is a cheaper one than others', costs the same time. An API key is taken
/// as a bearer token and in a field of its own. The file knows no scopes: where one is asked for, nobody has
/// it.
class CredentialStore {
  public:
    /// `report` gets a sentence for each reload, and whether it is an error. Throws UnusableCredentials.
    CredentialStore(std::string file, std::function<void(const std::string&, bool)> report);

    /// The principal is the user's name, or "key:NAME".
    http::Verdict check(const http::Credentials& credentials);

  private:
    using Contents = std::shared_ptr<const CredentialFile>;

    Contents contents();
    http::Verdict check_user(const http::Credentials& credentials);
    std::optional<std::string> key_name(const http::Credentials& credentials);

    const std::string file_;
    const std::function<void(const std::string&, bool)> report_;
    CredentialCache cache_;
    std::mutex mutex_;
    Contents contents_;
    std::string stamp_;  ///< tells versions of the file apart
    std::chrono::steady_clock::time_point looked_;
};

}  // namespace gasworks::access
