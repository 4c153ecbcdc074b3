#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gasworks::access {

using KeyDigest = std::array<std::uint8_t, 32>;

/// "gwk_" and 33 random bytes in base64url: 44 letters, digits, - and _.
std::string new_api_key();

/// SHA-256 of the key. A fast hash, unlike that of passwords, is right here: a key is 264 random bits, which
/// nobody finds by trying, however fast; and it is checked with every request.
KeyDigest digest_of(std::string_view key);

std::string hexadecimal(const KeyDigest& digest);
/// Of 64 hexadecimal digits.
std::optional<KeyDigest> parse_digest(std::string_view text);

}  // namespace gasworks::access
