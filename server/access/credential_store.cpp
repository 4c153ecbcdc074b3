#include "access/credential_store.hpp"

#include <openssl/crypto.h>
#include <sys/stat.h>

#include "access/password.hpp"

namespace gasworks::access {

namespace {

using Clock = std::chrono::steady_clock;

/// Another text whenever the file is another one or was written to; empty where there is none.
std::string stamp_of(const std::string& file) {
    struct stat status {};
    if (stat(file.c_str(), &status) != 0) return {};
    std::string stamp;
    for (const auto part :
         {static_cast<long long>(status.st_dev), static_cast<long long>(status.st_ino),
          static_cast<long long>(status.st_size), static_cast<long long>(status.st_mtim.tv_sec),
          static_cast<long long>(status.st_mtim.tv_nsec), static_cast<long long>(status.st_ctim.tv_sec),
          static_cast<long long>(status.st_ctim.tv_nsec)}) {
        stamp += std::to_string(part) + ' ';
    }
    return stamp;
}

CredentialFile read_or_throw(const std::string& file) {
    auto read = read_credentials(file);
    if (!read) throw UnusableCredentials(read.error());
    if (read->users.empty() && read->keys.empty()) {
        throw UnusableCredentials(file + ": names no user and no key; add one by `gasworks auth add " + file +
                                  " USER`");
    }
    return *std::move(read);
}

}  // namespace

CredentialStore::CredentialStore(std::string file, std::function<void(const std::string&, bool)> report)
    : file_(std::move(file)), report_(std::move(report)), stamp_(stamp_of(file_)), looked_(Clock::now()) {
    contents_ = std::make_shared<const CredentialFile>(read_or_throw(file_));
    struct stat status {};
    if (stat(file_.c_str(), &status) == 0 && (status.st_mode & (S_IROTH | S_IWOTH | S_IWGRP)) != 0) {
        report_(file_ + " can be read by everyone or written by others; chmod 600 keeps its hashes to you",
                true);
    }
}

http::Verdict CredentialStore::check(const http::Credentials& credentials) {
    if (credentials.kind == http::Credentials::Kind::basic) return check_user(credentials);
    auto name = key_name(credentials);
    if (name && !credentials.scopes.empty()) return http::Verdict::insufficient_scope();
    return name;
}

http::Verdict CredentialStore::check_user(const http::Credentials& credentials) {
    const Contents now = contents();
    if (cache_.knows(credentials.user, credentials.secret, Clock::now())) return credentials.user;
    if (credentials.at_once) return http::Verdict::later();
    const auto user = now->users.find(credentials.user);
    const unsigned highest = now->highest_cost();
    if (user == now->users.end()) {
        spend_checks(highest, highest + 1);
        return std::nullopt;
    }
    const bool good = is_password(credentials.secret, user->second);
    spend_checks(cost_of(user->second), highest);
    if (!good) return std::nullopt;
    const std::lock_guard lock(mutex_);
    // Where the file has changed meanwhile, this may be a password of yesterday: true for this request alone.
    if (contents_ == now) cache_.remember(credentials.user, credentials.secret, Clock::now());
    return credentials.user;
}

std::optional<std::string> CredentialStore::key_name(const http::Credentials& credentials) {
    const Contents now = contents();
    const KeyDigest digest = digest_of(credentials.secret);
    const CredentialFile::Key* found = nullptr;
    // All of them, so that the time does not tell which one it was.
    for (const CredentialFile::Key& key : now->keys) {
        if (CRYPTO_memcmp(key.digest.data(), digest.data(), digest.size()) == 0) found = &key;
    }
    if (found == nullptr) return std::nullopt;
    return "key:" + found->name;
}

CredentialStore::Contents CredentialStore::contents() {
    const std::lock_guard lock(mutex_);
    const auto now = Clock::now();
    if (now - looked_ < std::chrono::seconds(1)) return contents_;
    looked_ = now;
    std::string stamp = stamp_of(file_);
    if (stamp == stamp_) return contents_;
    stamp_ = std::move(stamp);
    try {
        contents_ = std::make_shared<const CredentialFile>(read_or_throw(file_));
        cache_.clear();
        report_(file_ + " has changed: " + std::to_string(contents_->users.size()) + " users, " +
                    std::to_string(contents_->keys.size()) + " keys from now on",
                false);
    } catch (const UnusableCredentials& error) {
        report_(std::string(error.what()) + "; what it said before stays in force", true);
    }
    return contents_;
}

}  // namespace gasworks::access
