#include "http/response.hpp"

#include <algorithm>

#include "http/response_head.hpp"
#include "tests/catch.hpp"

using namespace gasworks::http;

TEST_CASE("a body is the same bytes however it is held") {
    CHECK(bytes_of(std::string("own")) == "own");
    CHECK(bytes_of(std::make_shared<const std::string>("shared")) == "shared");
    CHECK(bytes_of(std::string_view("static")) == "static");
    CHECK(bytes_of(std::shared_ptr<const std::string>()).empty());
}

TEST_CASE("bytes that are kept elsewhere are kept as long as the body is") {
    auto keeper = std::make_shared<const std::string>("mapped");
    const std::weak_ptr<const std::string> kept = keeper;
    {
        const std::string_view bytes = *keeper;
        const ResponseBody body = KeptBytes{std::move(keeper), bytes};
        CHECK(bytes_of(body) == "mapped");
        CHECK_FALSE(kept.expired());
    }
    CHECK(kept.expired());
}

TEST_CASE("ok is 200 with its type") {
    const Response response = ok(std::string("text"), "text/plain");
    CHECK(response.status == 200);
    CHECK(response.headers.get("content-type") == "text/plain");
    CHECK(bytes_of(response.body) == "text");
}

TEST_CASE("reason phrases are those of RFC 9110") {
    CHECK(reason_phrase(200) == "OK");
    CHECK(reason_phrase(404) == "Not Found");
    CHECK(reason_phrase(413) == "Content Too Large");
    CHECK(reason_phrase(422) == "Unprocessable Content");
    CHECK(reason_phrase(431) == "Request Header Fields Too Large");
    CHECK(reason_phrase(299) == "Unknown");
}

TEST_CASE("a response's head is status line, fields, an empty line") {
    const std::string head = response_head(ok(std::string("12345"), "text/plain"), true);
    CHECK(head.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"));
    CHECK_THAT(head, ContainsSubstring("\r\nContent-Length: 5\r\n"));
    CHECK_THAT(head, ContainsSubstring("\r\nConnection: keep-alive\r\n"));
    CHECK_THAT(head, ContainsSubstring("\r\nDate: "));
    CHECK(head.ends_with("\r\n\r\n"));
    CHECK_THAT(response_head(ok(std::string(""), "text/plain"), false),
               ContainsSubstring("\r\nConnection: close\r\n"));
}

TEST_CASE("a response without a body by its status has no Content-Length") {
    for (const int status : {204, 304}) {
        Response response;
        response.status = status;
        CHECK(response_head(response, true).find("Content-Length") == std::string::npos);
        CHECK_FALSE(has_body(status, "GET"));
    }
    CHECK(has_body(200, "GET"));
    CHECK(has_body(404, "POST"));
    CHECK_FALSE(has_body(200, "HEAD"));
}

TEST_CASE("a field value cannot end its field") {
    Response response = ok(std::string(""), "text/plain");
    response.headers.add("X-A", std::string("a\r\nX-B: b\nX-C: c\0d", 18));
    const std::string head = response_head(response, true);
    CHECK(head.find("\r\nX-B") == std::string::npos);
    CHECK(head.find("\nX-C") == std::string::npos);
    CHECK(head.find('\0') == std::string::npos);
    CHECK(std::count(head.begin(), head.end(), '\n') == std::count(head.begin(), head.end(), '\r'));
}
