#include "generator/credentials/entries.hpp"

#include <algorithm>
#include <filesystem>
#include <span>

#include "access/api_key.hpp"
#include "access/credential_file.hpp"
#include "access/password.hpp"
#include "generator/credentials/hidden_input.hpp"
#include "storage/atomic_file.hpp"
#include "storage/read_file.hpp"

namespace gasworks::credentials {

namespace {

namespace storage = eigenfaces::service;

/// The file's text, empty where there is no file; nothing where it can't be used.
std::optional<std::string> text_of(const std::string& file, std::ostream& messages) {
    std::error_code error;
    if (!std::filesystem::exists(file, error) && !error) return "";
    const auto text = storage::read_file(file, access::largest_credential_file);
    if (!text) {
        messages << "gasworks: " << text.error().message() << '\n';
        return std::nullopt;
    }
    if (const auto parsed = access::parse_credentials(*text, file); !parsed) {
        messages << "gasworks: " << parsed.error() << '\n';
        return std::nullopt;
    }
    return *text;
}

/// The text without the line that begins so, and whether there was one; comments and order stay.
std::pair<std::string, bool> without(const std::string& text, const std::string& beginning) {
    std::string rest;
    bool found = false;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
        const std::string_view line = std::string_view(text).substr(begin, end - begin);
        // "key:" begins the line of a user of that name and those of all keys; a hash has no colon.
        const bool this_one =
            line.starts_with(beginning) && line.find(':', beginning.size()) == std::string_view::npos;
        if (this_one) found = true;
        if (!this_one) rest += line;
        begin = end;
    }
    if (!rest.empty() && !rest.ends_with('\n')) rest += '\n';
    return {rest, found};
}

storage::StorageResult<void> store(const std::string& file, const std::string& text) {
    auto stored = storage::AtomicFile::create(file);
    if (!stored) return tl::unexpected(stored.error());
    // A service that reads the file as another user goes on doing so.
    if (auto kept = stored->keep_owner_and_mode(); !kept) return kept;
    if (auto written = stored->write(std::as_bytes(std::span(text))); !written) return written;
    return stored->commit();
}

int write(const std::string& file, const std::string& text, std::ostream& messages) {
    if (const auto written = store(file, text); !written) {
        messages << "gasworks: " << written.error().message() << '\n';
        return 2;
    }
    return 0;
}

bool check_name(const std::string& name, std::ostream& messages) {
    if (access::is_credential_name(name)) return true;
    messages << "gasworks: '" << name
             << "' is not a name; write 1 to 128 bytes without ':' and control characters, no '#' in front\n";
    return false;
}

}  // namespace

int run_add(const std::string& file, const std::string& user, std::istream& in, std::ostream& messages) {
    if (!check_name(user, messages)) return 2;
    const auto text = text_of(file, messages);
    if (!text) return 2;
    const auto password = read_password(in, messages);
    if (!password) return 2;
    constexpr std::size_t shortest = 8;
    constexpr std::size_t longest = 72;
    if (password->size() < shortest || password->size() > longest ||
        password->find('\0') != std::string::npos) {
        messages << "gasworks: a password has " << shortest << " to " << longest
                 << " bytes, none of them NUL; more would not count with bcrypt\n";
        return 2;
    }
    const auto [rest, was_there] = without(*text, user + ':');
    const int code = write(file, rest + user + ':' + access::hashed_password(*password) + '\n', messages);
    if (code == 0) {
        messages << (was_there ? "changed the password of " : "added the user ") << user << " in " << file
                 << '\n';
    }
    return code;
}

int run_key(const std::string& file, const std::string& name, std::ostream& out, std::ostream& messages) {
    if (!check_name(name, messages)) return 2;
    const auto text = text_of(file, messages);
    if (!text) return 2;
    if (without(*text, "key:" + name + ':').second) {
        messages << "gasworks: " << file << " has a key '" << name
                 << "' already; take another name, or `gasworks auth remove " << file << " key:" << name
                 << "`\n";
        return 2;
    }
    const std::string key = access::new_api_key();
    const std::string rest = *text + (text->empty() || text->ends_with('\n') ? "" : "\n");
    const std::string entry =
        "key:" + name + ":{sha256}" + access::hexadecimal(access::digest_of(key)) + '\n';
    if (const int code = write(file, rest + entry, messages); code != 0) return code;
    out << key << '\n';
    messages << "added the key " << name << " to " << file << "; it is not stored and can't be shown again\n";
    return 0;
}

int run_remove(const std::string& file, const std::string& name, std::ostream& messages) {
    const auto text = text_of(file, messages);
    if (!text) return 2;
    const auto [rest, was_there] = without(*text, name + ':');
    if (!was_there) {
        messages << "gasworks: " << file << " has no '" << name << "'\n";
        return 2;
    }
    return write(file, rest, messages);
}

}  // namespace gasworks::credentials
