#include "model/crc64.hpp"

#include <cstring>
#include <string>

#include "tests/catch.hpp"

using eigenfaces::crc64;

TEST_CASE("crc64 has the check value of CRC-64/XZ") {
    const std::string text = "123456789";
    CHECK(crc64(std::as_bytes(std::span(text))) == 0x995DC9BBDF1939FA);
    CHECK(crc64({}) == 0);
}

TEST_CASE("crc64 continues where it ended") {
    std::string text;
    for (int i = 0; i < 200; ++i)
        text += static_cast<char>(i * 7);
    const auto bytes = std::as_bytes(std::span(text));
    for (std::size_t cut = 0; cut <= 200; ++cut) {
        CHECK(crc64(bytes.subspan(cut), crc64(bytes.first(cut))) == crc64(bytes));
    }
}
