#include "access/credential_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "access/password.hpp"

namespace gasworks::access {

namespace {

/// What is wrong with the line; empty where it was taken.
std::string take_key(std::string_view line, CredentialFile& credentials) {
    constexpr std::string_view scheme = "{sha256}";
    const auto colon = line.find(':');
    const std::string name(line.substr(0, colon));
    std::string_view hash = line.substr(colon + 1);
    if (!is_credential_name(name)) return "a key needs a name";
    if (!hash.starts_with(scheme)) {
        return "the key '" + name + "' is not hashed; make the entry by `gasworks auth key`";
    }
    hash.remove_prefix(scheme.size());
    const auto digest = parse_digest(hash);
    if (!digest) return "the hash of the key '" + name + "' must be 64 hexadecimal digits";
    for (const CredentialFile::Key& other : credentials.keys) {
        if (other.name == name) return "the key '" + name + "' is here twice";
    }
    credentials.keys.push_back({name, *digest});
    return {};
}

std::string take_user(std::string_view line, CredentialFile& credentials) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return "a line is USER:HASH or key:NAME:{sha256}HASH";
    const std::string name(line.substr(0, colon));
    const std::string hash(line.substr(colon + 1));
    if (!is_credential_name(name)) return "a user needs a name of 1 to 128 bytes, without control characters";
    if (auto wrong = wrong_with_hash(hash); !wrong.empty()) return "the user '" + name + "': " + wrong;
    if (!credentials.users.try_emplace(name, hash).second) return "the user '" + name + "' is here twice";
    return {};
}

std::string take(std::string_view line, CredentialFile& credentials) {
    constexpr std::string_view key = "key:";
    // A user called "key" has one colon less.
    if (line.starts_with(key) && line.find(':', key.size()) != std::string_view::npos) {
        return take_key(line.substr(key.size()), credentials);
    }
    return take_user(line, credentials);
}

}  // namespace

bool is_credential_name(std::string_view name) {
    if (name.empty() || name.size() > 128 || name.front() == '#') return false;
    if (name.front() == ' ' || name.back() == ' ') return false;
    return std::none_of(name.begin(), name.end(),
                        [](unsigned char c) { return c < 0x20 || c == 0x7F || c == ':'; });
}

unsigned CredentialFile::highest_cost() const {
    unsigned highest = 0;
    for (const auto& [name, hash] : users)
        highest = std::max(highest, cost_of(hash));
    return highest == 0 ? usual_cost : highest;
}

tl::expected<CredentialFile, std::string> parse_credentials(std::string_view text, const std::string& file) {
    CredentialFile credentials;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty() || line.front() == '#') continue;
        if (const std::string wrong = take(line, credentials); !wrong.empty()) {
            return tl::unexpected(file + ":" + std::to_string(number) + ": " + wrong);
        }
    }
    return credentials;
}

tl::expected<CredentialFile, std::string> read_credentials(const std::string& file) {
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    std::string text(largest_credential_file + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad() || (stream.fail() && !stream.eof())) {
        return tl::unexpected(file + ": can't be read" +
                              (errno == 0 ? "" : std::string(": ") + std::strerror(errno)));
    }
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (text.size() > largest_credential_file) {
        return tl::unexpected(file + ": has more than " + std::to_string(largest_credential_file) + " bytes");
    }
    return parse_credentials(text, file);
}

}  // namespace gasworks::access
