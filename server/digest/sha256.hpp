#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "storage/storage_error.hpp"

struct evp_md_ctx_st;  // OpenSSL's

namespace eigenfaces::service {

/// A SHA-256 digest (FIPS 180-4).
struct Sha256 {
    std::array<std::uint8_t, 32> bytes{};

    /// 64 lower-case hexadecimal digits.
    std::string hex() const;
    /// From 64 hexadecimal digits of either case; nothing for any other text.
    static std::optional<Sha256> from_hex(std::string_view text);

    bool operator==(const Sha256&) const = default;
    bool operator<(const Sha256& other) const { return bytes < other.bytes; }
};

/// The digest of bytes that come one after the other.
class Sha256Digester {
  public:
    Sha256Digester();
    void add(std::span<const std::byte> bytes);
    /// Once, and nothing after it.
    Sha256 finish();

  private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

Sha256 sha256_of(std::span<const std::byte> bytes);
Sha256 sha256_of(std::string_view bytes);

/// Of a whole file, read from its beginning. Nothing where `stop` was requested before the end.
StorageResult<std::optional<Sha256>> sha256_of_file(const std::filesystem::path& path, std::stop_token stop);

}  // namespace eigenfaces::service
