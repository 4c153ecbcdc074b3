#include "digest/sha256.hpp"

#include <cerrno>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdexcept>
#include <unistd.h>
#include <vector>

#include "storage/descriptor.hpp"

namespace eigenfaces::service {
namespace {

[[noreturn]] void fail() {
    throw std::runtime_error("OpenSSL has no working SHA-256");
}

int hexadecimal_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

}  // namespace

std::string Sha256::hex() const {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const std::uint8_t byte : bytes) {
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

std::optional<Sha256> Sha256::from_hex(std::string_view text) {
    Sha256 digest;
    if (text.size() != 2 * digest.bytes.size()) return std::nullopt;
    for (std::size_t index = 0; index < digest.bytes.size(); ++index) {
        const int high = hexadecimal_value(text[2 * index]);
        const int low = hexadecimal_value(text[2 * index + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        digest.bytes[index] = static_cast<std::uint8_t>(16 * high + low);
    }
    return digest;
}

void Sha256Digester::Free::operator()(evp_md_ctx_st* context) const {
    EVP_MD_CTX_free(context);
}

Sha256Digester::Sha256Digester() : context_(EVP_MD_CTX_new()) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) fail();
}

void Sha256Digester::add(std::span<const std::byte> bytes) {
    if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) fail();
}

Sha256 Sha256Digester::finish() {
    Sha256 digest;
    if (EVP_DigestFinal_ex(context_.get(), digest.bytes.data(), nullptr) != 1) fail();
    return digest;
}

Sha256 sha256_of(std::span<const std::byte> bytes) {
    Sha256Digester digester;
    digester.add(bytes);
    return digester.finish();
}

Sha256 sha256_of(std::string_view bytes) {
    return sha256_of(std::as_bytes(std::span(bytes)));
}

StorageResult<std::optional<Sha256>> sha256_of_file(const std::filesystem::path& path, std::stop_token stop) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file) return tl::unexpected(system_error("read", path));
    Sha256Digester digester;
    std::vector<std::byte> buffer(std::size_t{256} * 1024);
    for (;;) {
        if (stop.stop_requested()) return std::nullopt;
        const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return tl::unexpected(system_error("read", path));
        if (count == 0) return digester.finish();
        digester.add(std::span(buffer).first(static_cast<std::size_t>(count)));
    }
}

}  // namespace eigenfaces::service
