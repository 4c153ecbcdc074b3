#include "http/request_reader.hpp"

#include <string>
#include <tuple>

#include "tests/catch.hpp"

using namespace gasworks::http;
using namespace std::string_literals;

namespace {

constexpr RequestReader::Limits limits{16'384, 8'192, 1'000'000};

/// Reads to the end of one request, or to the refusal.
tl::expected<RequestReader::Progress, RequestReader::Refusal> read(RequestReader& reader) {
    auto progress = reader.advance();
    while (progress && *progress == RequestReader::Progress::head)
        progress = reader.advance();
    return progress;
}

int refusal_of(const std::string& bytes) {
    RequestReader reader(limits);
    reader.append(bytes);
    const auto progress = read(reader);
    return progress ? 0 : progress.error().status;
}

}  // namespace

TEST_CASE("a request is read with its parts") {
    RequestReader reader(limits);
    reader.append(
        "POST /a/b?c=d&e=%20 HTTP/1.1\r\nHost: h:80\r\nX-A:  v \r\nx-a: w\r\nContent-Length: 4\r\n\r\nbody");
    REQUIRE(*reader.advance() == RequestReader::Progress::head);
    CHECK(reader.head().content_length == 4);
    CHECK(reader.head().keep_alive);
    REQUIRE(*reader.advance() == RequestReader::Progress::complete);
    const Request request = reader.take();
    CHECK(request.method == "POST");
    CHECK(request.path == "/a/b");
    CHECK(request.query == "c=d&e=%20");
    CHECK(request.headers.all("X-A") == std::vector<std::string_view>{"v", "w"});
    CHECK(request.headers.size() == 4);
    CHECK(request.body == "body");
    CHECK_FALSE(reader.is_within_request());
}

TEST_CASE("requests that come in one piece are read one after the other") {
    RequestReader reader(limits);
    std::string bytes;
    for (int i = 0; i < 50; ++i) {
        bytes += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n";
        bytes += i % 2 == 0 ? "Content-Length: 3\r\n\r\nabc"
                            : "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    }
    reader.append(bytes);
    for (int i = 0; i < 50; ++i) {
        REQUIRE(*read(reader) == RequestReader::Progress::complete);
        const Request request = reader.take();
        REQUIRE(request.path == "/" + std::to_string(i));
        REQUIRE(request.body == "abc");
    }
    CHECK(*read(reader) == RequestReader::Progress::need_more);
    CHECK(reader.buffered() == 0);
}

TEST_CASE("any two cuts of two requests give the same two requests") {
    const std::string bytes =
        "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
        "chunked\r\n\r\n5\r\nhello\r\n2;x=y\r\n!!\r\n0\r\nT: v\r\n\r\n"
        "POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi";
    for (std::size_t first = 1; first < bytes.size(); ++first) {
        for (std::size_t second = first; second < bytes.size(); ++second) {
            RequestReader reader(limits);
            std::string bodies;
            for (const std::string& piece :
                 {bytes.substr(0, first), bytes.substr(first, second - first), bytes.substr(second)}) {
                reader.append(piece);
                while (true) {
                    const auto progress = read(reader);
                    REQUIRE(progress);
                    if (*progress != RequestReader::Progress::complete) break;
                    const Request request = reader.take();
                    bodies += request.path + ' ' + request.body + ' ';
                }
            }
            INFO("cut at " << first << " and " << second);
            REQUIRE(bodies == "/a hello!! /b hi ");
        }
    }
}

TEST_CASE("empty lines before a request are ignored, however their bytes come") {
    const std::string bytes = "\r\n\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n";
    for (std::size_t first = 0; first < 6; ++first) {
        for (std::size_t second = first; second < 6; ++second) {
            CAPTURE(first, second);
            RequestReader reader(limits);
            auto progress = reader.advance();
            for (const auto& piece :
                 {bytes.substr(0, first), bytes.substr(first, second - first), bytes.substr(second)}) {
                reader.append(piece);
                progress = read(reader);
                REQUIRE(progress);
            }
            REQUIRE(*progress == RequestReader::Progress::complete);
            CHECK(reader.take().path == "/a");
        }
    }
}

TEST_CASE("a target that is too long is refused once its line has ended") {
    CHECK(refusal_of("GET /" + std::string(9'000, 'a') + " HTTP/1.1\r\n") == 414);
}

TEST_CASE("the trailer of a chunked body is dropped") {
    RequestReader reader(limits);
    reader.append(
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nHost: evil\r\nX-A: b\r\n\r\n");
    REQUIRE(*read(reader) == RequestReader::Progress::complete);
    const Request request = reader.take();
    CHECK(request.headers.get("Host") == "h");
    CHECK_FALSE(request.headers.contains("X-A"));
    CHECK(request.headers.size() == 2);
}

TEST_CASE("framing fields in a trailer are refused") {
    const std::string begin = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
    CHECK(refusal_of(begin + "Content-Length: 9\r\n\r\n") == 400);
}

TEST_CASE("a trailer does not make a request's framing") {
    RequestReader reader(limits);
    reader.append(
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n"
        "GET /next HTTP/1.1\r\nHost: h\r\n\r\n");
    REQUIRE(*read(reader) == RequestReader::Progress::complete);
    CHECK(reader.take().body == "abc");
    REQUIRE(*read(reader) == RequestReader::Progress::complete);
    CHECK(reader.take().path == "/next");
}

TEST_CASE("every kind of chunk size ends where it says") {
    for (const char* size : {"5", "05", "00000005"}) {
        RequestReader reader(limits);
        reader.append("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n" + std::string(size) +
                      "\r\nhello\r\n0\r\n\r\n");
        REQUIRE(*read(reader) == RequestReader::Progress::complete);
        CHECK(reader.take().body == "hello");
    }
}

TEST_CASE("absolute-form targets are read by their path") {
    for (const auto& [target, path, query] : {std::tuple{"http://h/a?b", "/a", "b"},
                                              {"HTTPS://h:1/a", "/a", ""},
                                              {"http://h", "/", ""},
                                              {"http://h?q", "/", "q"}}) {
        RequestReader reader(limits);
        reader.append("GET " + std::string(target) + " HTTP/1.1\r\nHost: h\r\n\r\n");
        INFO(target);
        REQUIRE(*read(reader) == RequestReader::Progress::complete);
        const Request request = reader.take();
        CHECK(request.path == path);
        CHECK(request.query == query);
    }
    CHECK(refusal_of("GET ftp://h/a HTTP/1.1\r\nHost: h\r\n\r\n") == 400);
    CHECK(refusal_of("GET http:///a HTTP/1.1\r\nHost: h\r\n\r\n") == 400);
    CHECK(refusal_of("GET http:// HTTP/1.1\r\nHost: h\r\n\r\n") == 400);
}

TEST_CASE("a hostile head is refused as soon as it shows") {
    CHECK(refusal_of("GET / HTTP/1.1\r\nHost: h\r\nX: \0"s) == 400);
    CHECK(refusal_of("GET / HTTP/1.1\n") == 400);
    CHECK(refusal_of("GET /" + std::string(9'000, 'a')) == 414);
    CHECK(refusal_of("GET / HTTP/1.1\r\n" + std::string(17'000, 'a')) == 431);
    CHECK(refusal_of("GET / HTTP/1.1\r\nHost: h\r\n") == 0);
}

TEST_CASE("a head that is drip-fed is read in linear time") {
    RequestReader reader({16UL << 20U, 8'192, 0});
    reader.append("GET / HTTP/1.1\r\nHost: h\r\n");
    // Looked at from its beginning for each piece, this would be some 10^11 steps.
    for (int i = 0; i < 300'000; ++i) {
        reader.append("X: 0123456789\r\n");
        if (i % 3 == 0) REQUIRE(*reader.advance() == RequestReader::Progress::need_more);
    }
    reader.append("\r\n");
    CHECK(read(reader));
}

TEST_CASE("bodies over the limit are refused by length and by sum") {
    CHECK(refusal_of("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000001\r\n\r\n") == 413);
    CHECK(refusal_of("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n") == 0);
    CHECK(refusal_of("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nF4241\r\n") == 413);
    CHECK(refusal_of("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nF423F\r\n" +
                     std::string(999'999, 'x') + "\r\n2\r\nxx\r\n0\r\n\r\n") == 413);
}
