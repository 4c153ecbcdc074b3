#include "access/password.hpp"

#include <algorithm>
#include <array>
#include <crypt.h>
#include <memory>
#include <openssl/crypto.h>
#include <stdexcept>
#include <string_view>

namespace gasworks::access {

namespace {

// "$2y$11$", 22 characters of salt and 31 of hash, in bcrypt's own base 64.
constexpr std::size_t hash_length = 60;
constexpr std::size_t password_limit = 72;

/// crypt_r()'s memory, 32 KiB; wiped, since traces of the password are in it.
struct Wiped {
    void operator()(crypt_data* data) const {
        OPENSSL_cleanse(data, sizeof *data);
        delete data;
    }
};

/// Empty where libcrypt refuses the setting.
std::string crypt_of(const std::string& password, const std::string& setting) {
    const std::unique_ptr<crypt_data, Wiped> data(std::make_unique<crypt_data>().release());
    const char* const hash = crypt_r(password.c_str(), setting.c_str(), data.get());
    return hash == nullptr || *hash == '*' ? std::string() : std::string(hash);
}

std::string two_digits(unsigned number) {
    return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

}  // namespace

std::string wrong_with_hash(const std::string& hash) {
    const auto is_base64 = [](unsigned char c) { return std::isalnum(c) != 0 || c == '.' || c == '/'; };
    if (!hash.starts_with("$2y$") && !hash.starts_with("$2b$") && !hash.starts_with("$2a$")) {
        return "the password is not hashed by bcrypt ($2y$...); make the entry by `gasworks auth add` or "
               "`htpasswd -B`";
    }
    if (hash.size() != hash_length || std::isdigit(static_cast<unsigned char>(hash[4])) == 0 ||
        std::isdigit(static_cast<unsigned char>(hash[5])) == 0 || hash[6] != '$' ||
        !std::all_of(hash.begin() + 7, hash.end(), is_base64)) {
        return "the bcrypt hash is not complete: it has 60 characters, $2y$COST$ and 53 of A-Z, a-z, 0-9, . "
               "and /";
    }
    if (const unsigned cost = cost_of(hash); cost < lowest_cost || cost > highest_cost) {
        return "the bcrypt hash has the cost " + std::to_string(cost) + "; allowed are " +
               std::to_string(lowest_cost) + " to " + std::to_string(highest_cost);
    }
    return {};
}

unsigned cost_of(const std::string& hash) {
    return static_cast<unsigned>(hash.at(4) - '0') * 10 + static_cast<unsigned>(hash.at(5) - '0');
}

std::string hashed_password(const std::string& password, unsigned cost) {
    if (password.size() > password_limit || password.find('\0') != std::string::npos) {
        throw std::invalid_argument("a password has at most 72 bytes, none of them NUL");
    }
    std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> setting{};
    if (crypt_gensalt_rn("$2y$", cost, nullptr, 0, setting.data(), setting.size()) == nullptr) {
        throw std::runtime_error("libcrypt makes no bcrypt salt of cost " + std::to_string(cost));
    }
    std::string hash = crypt_of(password, setting.data());
    if (hash.empty()) throw std::runtime_error("libcrypt does not know bcrypt");
    return hash;
}

bool is_password(const std::string& password, const std::string& hash) {
    const std::string computed = crypt_of(password, hash);
    // What is behind a NUL would be any password.
    if (password.find('\0') != std::string::npos) return false;
    return computed.size() == hash.size() && CRYPTO_memcmp(computed.data(), hash.data(), hash.size()) == 0;
}

void spend_checks(unsigned from, unsigned to) {
    for (unsigned cost = from; cost < to; ++cost)
        crypt_of("", "$2y$" + two_digits(cost) + "$......................");
}

}  // namespace gasworks::access
