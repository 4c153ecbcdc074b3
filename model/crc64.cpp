#include "model/crc64.hpp"

#include <array>
#include <bit>
#include <cstring>

namespace eigenfaces {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::size_t slices = 16;
using Tables = std::array<std::array<std::uint64_t, 256>, slices>;

/// table[s][b]: what byte b does to the CRC when s more bytes follow it.
constexpr Tables make_tables() {
    constexpr std::uint64_t reflected_polynomial = 0xC96C5795D7870F42;
    Tables tables{};
    for (std::size_t byte = 0; byte < 256; ++byte) {
        std::uint64_t crc = byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 1) != 0 ? crc >> 1 ^ reflected_polynomial : crc >> 1;
        tables[0][byte] = crc;
    }
    for (std::size_t slice = 1; slice < slices; ++slice) {
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const std::uint64_t crc = tables[slice - 1][byte];
            tables[slice][byte] = tables[0][crc & 255] ^ crc >> 8;
        }
    }
    return tables;
}

constexpr Tables tables = make_tables();

std::uint64_t eight_bytes(std::uint64_t word, std::size_t first_slice) {
    std::uint64_t crc = 0;
    for (std::size_t i = 0; i < 8; ++i)
        crc ^= tables[first_slice - i][word >> (8 * i) & 255];
    return crc;
}

}  // namespace

std::uint64_t crc64(std::span<const std::byte> bytes, std::uint64_t crc) {
    crc = ~crc;
    for (; bytes.size() >= slices; bytes = bytes.subspan(slices)) {
        std::array<std::uint64_t, 2> words{};
        std::memcpy(words.data(), bytes.data(), slices);
        crc = eight_bytes(words[0] ^ crc, 15) ^ eight_bytes(words[1], 7);
    }
    for (const std::byte byte : bytes)
        crc = tables[0][(crc ^ std::to_integer<std::uint64_t>(byte)) & 255] ^ crc >> 8;
    return ~crc;
}

}  // namespace eigenfaces
