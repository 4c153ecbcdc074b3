#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace eigenfaces {

/// CRC-64/XZ: polynomial 0x42F0E1EBA9EA3693 reflected, initial value and final xor all ones. The CRC of
/// "123456789" is 0x995DC9BBDF1939FA. Finds every change that touches at most 64 bits in a row, so every
/// damaged byte. `crc` continues from the bytes before: crc64(b, crc64(a)) is the CRC of a followed by b.
std::uint64_t crc64(std::span<const std::byte> bytes, std::uint64_t crc = 0);

}  // namespace eigenfaces
