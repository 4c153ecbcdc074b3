#include "http/content_coding.hpp"

#include <string>

#include "tests/catch.hpp"

using namespace gasworks::http;

namespace {

bool accepts_gzip(const std::string& value) {
    Headers headers;
    headers.add("Accept-Encoding", value);
    return accepts_coding(headers, "gzip");
}

}  // namespace

TEST_CASE("a coding is accepted when it is named or covered, with a weight above zero") {
    for (const char* value : {"gzip", "GZIP", "deflate, gzip", "gzip;q=0.5", "gzip; q=0.001", "*",
                              "br;q=1.0, *;q=0.1", " gzip ;q=1", "gzip;Q=1"}) {
        INFO(value);
        CHECK(accepts_gzip(value));
    }
    for (const char* value :
         {"", "br", "gzip;q=0", "gzip;q=0.000", "*;q=0", "gzip;q=0, *", "x-gzip2", "identity"}) {
        INFO(value);
        CHECK_FALSE(accepts_gzip(value));
    }
}

TEST_CASE("without Accept-Encoding no coding is accepted") {
    CHECK_FALSE(accepts_coding(Headers(), "gzip"));
}

TEST_CASE("Accept-Encoding may come in several fields") {
    Headers headers;
    headers.add("Accept-Encoding", "br");
    headers.add("accept-encoding", "gzip");
    CHECK(accepts_coding(headers, "gzip"));
}
