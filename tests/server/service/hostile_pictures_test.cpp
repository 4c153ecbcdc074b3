// Pictures that are made to be expensive or to confuse: each is refused for a reason or stored as it is, and
// the server is what it was.
#include <array>
#include <cstring>
#include <string>
#include <vector>
#include <zlib.h>

#include "tests/catch.hpp"
#include "tests/model/picture_encoders.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/watched_server.hpp"

namespace {

using namespace http_test;
using namespace std::string_literals;

std::string text_of(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string big_endian(std::uint32_t value, int bytes) {
    std::string text;
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        text += static_cast<char>(value >> static_cast<unsigned>(shift));
    return text;
}

std::string png_chunk(const std::string& type, const std::string& data) {
    const std::string checked = type + data;
    const auto crc =
        crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()));
    return big_endian(static_cast<std::uint32_t>(data.size()), 4) + checked +
           big_endian(static_cast<std::uint32_t>(crc), 4);
}

std::string png_header(std::uint32_t width, std::uint32_t height) {
    return "\x89PNG\r\n\x1a\n" +
           png_chunk("IHDR", big_endian(width, 4) + big_endian(height, 4) + "\x08\x02\0\0\0"s);
}

std::string deflated(const std::string& bytes) {
    uLongf size = compressBound(bytes.size());
    std::string packed(size, '\0');
    compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
              bytes.size(), 9);
    packed.resize(size);
    return packed;
}

/// A picture of 40 x 30 pixels with these chunks before its samples.
std::string png_with(const std::string& chunks) {
    const std::string png =
        text_of(picture_encoders::encode_png(std::vector<std::uint8_t>(3 * 40 * 30, 99), 40, 30));
    const auto samples = png.find("IDAT") - 4;
    return png.substr(0, samples) + chunks + png.substr(samples);
}

/// The face with these segments behind its first marker.
std::string jpeg_with(const std::string& segments) {
    const std::string& jpeg = small_faces().picture;
    return jpeg.substr(0, 2) + segments + jpeg.substr(2);
}

std::string segment(char marker, const std::string& data) {
    return "\xff"s + marker + big_endian(static_cast<std::uint32_t>(data.size() + 2), 2) + data;
}

/// Pseudo-random bytes.
std::string noise(std::size_t size) {
    std::string bytes;
    for (std::uint32_t state = 1; bytes.size() < size; state = state * 1664525U + 1013904223U)
        bytes += static_cast<char>(state >> 24U);
    return bytes;
}

/// A picture of one component, `side` pixels square, whose first scan is followed by scans that refine
/// nothing, in runs of blocks that end at once: some bytes each for all of the picture.
std::string jpeg_of_many_scans(std::uint32_t side, int scans) {
    const auto size = big_endian(side, 2);
    std::string jpeg = "\xff\xd8"s;
    jpeg += segment('\xdb', "\0"s + std::string(64, '\1'));
    jpeg += segment('\xc2', "\x08"s + size + size + "\1\1\x11\0"s);
    // DC: one code, category 0. AC: one code, the run of 16384 blocks and more that end (0xE0).
    const std::string one_code = "\1"s + std::string(15, '\0');
    jpeg += segment('\xc4', "\0"s + one_code + "\0"s);
    jpeg += segment('\xc4', "\x10"s + one_code + "\xe0"s);
    const std::size_t blocks = std::size_t{(side + 7) / 8} * ((side + 7) / 8);
    jpeg += segment('\xda', "\1\1\0\0\0\1"s) + std::string(blocks / 8 + 1, '\0');
    // One coefficient after the other, each at first without its lowest bits, which come one by one.
    constexpr int bits = 8;
    for (int scan = 0; scan < scans; ++scan) {
        const auto coefficient = static_cast<char>(1 + scan / bits);
        const int low = bits - 1 - scan % bits;
        const int high = scan % bits == 0 ? 0 : low + 1;
        jpeg += segment('\xda', "\1\1\0"s + coefficient + coefficient + static_cast<char>(high * 16 + low));
        // A code of one bit, 0, and 14 bits of the run's length, which are all 0: 16384 blocks in 15 bits.
        jpeg += std::string((blocks / 16384 + 1) * 15 / 8 + 1, '\0');
    }
    return jpeg + "\xff\xd9"s;
}

}  // namespace

TEST_CASE("pictures of 60,000 x 60,000 pixels in 10 kB are refused from their headers") {
    const WatchedServer server;
    const std::string rows = deflated(std::string(8UL << 20U, '\0'));
    const std::string png = png_header(60'000, 60'000) + png_chunk("IDAT", rows) + png_chunk("IEND", "");
    const std::string size = big_endian(60'000, 2);
    const std::string jpeg = "\xff\xd8"s + segment('\xfe', noise(9'000)) +
                             segment('\xc0', "\x08"s + size + size + "\1\1\x11\0"s) +
                             segment('\xda', "\1\1\0\0\x3f\0"s) + std::string(100, '\0');
    for (const std::string& picture : {png, jpeg}) {
        CHECK(picture.size() < 10'240);
        const RawResponse answer = server.ask(upload_request("bomb", picture));
        CHECK(answer.status == 422);
        CHECK_THAT(answer.body, ContainsSubstring("60000 x 60000") && ContainsSubstring("40000000"));
    }
    CHECK(server.harm() == "");
}

TEST_CASE("EXIF and ICC garbage neither breaks a picture nor costs memory") {
    const WatchedServer server;
    const std::string zeros(32UL << 20U, '\0');
    const std::array pictures = {
        jpeg_with(segment('\xe1', "Exif\0\0"s + noise(60'000))),
        jpeg_with(segment('\xe1', "Exif\0\0II*\0\xff\xff\xff\xff"s)),
        jpeg_with(segment('\xe2', "ICC_PROFILE\0\1\2"s + noise(60'000))),
        jpeg_with(segment('\xe2', "ICC_PROFILE\0\xff\1"s) + segment('\xe2', "ICC_PROFILE\0\0\0"s)),
        jpeg_with(segment('\xee', "Adobe\0\x64\0\0\0\0\7"s)),
        jpeg_with(segment('\xfe', noise(65'000))),
        png_with(png_chunk("iCCP", "profile\0\0"s + noise(20'000))),
        png_with(png_chunk("iCCP", "profile\0\0"s + deflated(zeros))),
        png_with(png_chunk("zTXt", "comment\0\0"s + deflated(zeros))),
        png_with(png_chunk("iTXt", "comment\0\1\0\0\0"s + deflated(zeros))),
        png_with(png_chunk("eXIf", noise(50'000))),
        png_with(png_chunk("gAMA", "\0\0\0\0"s)),
        png_with(png_chunk("tRNS", noise(7))),
    };
    for (const std::string& picture : pictures) {
        const RawResponse answer = server.ask(upload_request("garbage", picture));
        CAPTURE(answer.status, answer.body);
        CHECK((answer.status == 200 || answer.status == 422));
    }
    // What only decorates a picture may be garbage.
    CHECK(server.ask(upload_request("garbage", pictures.front())).status == 200);
    CHECK(server.harm() == "");
}

TEST_CASE("a picture that ends too early is refused, wherever it ends") {
    const WatchedServer server;
    const std::string& whole = small_faces().picture;
    RawClient client = server.connect();
    for (int part = 1; part < 40; ++part) {
        const RawResponse answer = client.ask(
            upload_request("cut.jpg", whole.substr(0, whole.size() * static_cast<std::size_t>(part) / 40)));
        CHECK(answer.status == 422);
    }
    client.close();
    CHECK_FALSE(std::filesystem::exists(server.data() / "workspaces" / "default" / "uploads" / "cut.jpg"));
    CHECK(server.harm() == "");
}

TEST_CASE("a picture of many scans is refused before it has kept a worker busy") {
    const WatchedServer server;
    const std::string picture = jpeg_of_many_scans(6'300, 490);
    CHECK(picture.size() < 200'000);
    const auto before = server.processor_time();
    const RawResponse answer = server.ask(upload_request("scans.jpg", picture));
    const auto used = server.processor_time() - before;
    CAPTURE(answer.body, used.count());
    CHECK(answer.status == 422);
    CHECK_THAT(answer.body, ContainsSubstring("more than 30 scans"));
    CHECK(used < std::chrono::seconds(2));
    CHECK(server.harm() == "");
}

TEST_CASE("pictures that are decoded at the same time stay within the memory for that") {
    const WatchedServer server({"--threads", "8", "--max-decode-memory", "100MB"});
    // 79 MB of coefficients each, in a file of 100 kB.
    const std::string picture = jpeg_of_many_scans(6'300, 2);
    const std::size_t before = server.peak_memory();
    std::vector<RawClient> clients;
    for (int i = 0; i < 8; ++i) {
        clients.push_back(server.connect());
        clients.back().send(upload_request("large.jpg", picture));
    }
    for (RawClient& client : clients)
        CHECK(client.read_response().status == 200);
    clients.clear();
    if (WatchedServer::memory_is_its_own())
        CHECK(server.peak_memory() < before + (100UL << 20U) + (48UL << 20U));
    CHECK(server.harm() == "");
}

TEST_CASE("a picture that takes more memory to decode than there is for all is refused from its header") {
    const WatchedServer server({"--max-decode-memory", "60MB"});
    const std::string picture = jpeg_of_many_scans(6'300, 2);
    const std::size_t before = server.peak_memory();
    const RawResponse answer = server.ask(upload_request("large.jpg", picture));
    CHECK(answer.status == 422);
    CHECK_THAT(answer.body, ContainsSubstring("at most 62914560 are allowed"));
    if (WatchedServer::memory_is_its_own()) CHECK(server.peak_memory() < before + (16UL << 20U));
    CHECK(server.harm() == "");
}
