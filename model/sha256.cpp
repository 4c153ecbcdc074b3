#include "model/sha256.hpp"

#include <array>
#include <openssl/evp.h>
#include <stdexcept>

namespace eigenfaces {
namespace {

void require(int done) {
    if (done != 1) throw std::runtime_error("OpenSSL can't compute SHA-256");
}

EVP_MD_CTX* as_context(void* context) {
    return static_cast<EVP_MD_CTX*>(context);
}

}  // namespace

void Sha256::FreeContext::operator()(void* context) const {
    EVP_MD_CTX_free(as_context(context));
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
    require(context_ && EVP_DigestInit_ex(as_context(context_.get()), EVP_sha256(), nullptr) == 1 ? 1 : 0);
}

void Sha256::update(std::span<const std::byte> bytes) {
    require(EVP_DigestUpdate(as_context(context_.get()), bytes.data(), bytes.size()));
}

std::string Sha256::finish() {
    std::array<unsigned char, 32> digest{};
    require(EVP_DigestFinal_ex(as_context(context_.get()), digest.data(), nullptr));
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : digest) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

}  // namespace eigenfaces
