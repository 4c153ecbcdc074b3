#include "http/multipart.hpp"

#include "http/multipart_form.hpp"
#include "tests/catch.hpp"

using namespace gasworks::http;

namespace {

std::string error_of(const std::string& body, MultipartLimits limits = {}) {
    const auto parts = parse_multipart(body, "b", limits);
    return parts ? "" : parts.error();
}

const std::string disposition = "Content-Disposition: form-data; name=a";

TEST_CASE("parts are read with their names, types and bytes") {
    const std::string body = "a preamble\r\n--b \t\r\n" + disposition + "\r\n\r\n1\r\n2\r\n" +
                             "--b\r\ncontent-disposition: FORM-DATA; name=\"x y\"; "
                             "filename=\"q\\\"u;o.png\"\r\ncontent-type: image/png\r\n\r\n" +
                             std::string("\0\r\n-b--b\r\n --b\r\n", 16) + "\r\n--b\r\n" + disposition +
                             "\r\n\r\n\r\n--b--\r\nan epilogue --b\r\n";
    const auto parts = parse_multipart(body, "b");
    REQUIRE(parts);
    REQUIRE(parts->size() == 3);
    CHECK((*parts)[0].name == "a");
    CHECK((*parts)[0].bytes == "1\r\n2");
    CHECK((*parts)[0].content_type == "text/plain");
    CHECK_FALSE((*parts)[0].filename);
    CHECK((*parts)[1].name == "x y");
    CHECK((*parts)[1].filename == "q\"u;o.png");
    CHECK((*parts)[1].content_type == "image/png");
    CHECK((*parts)[1].bytes == std::string_view("\0\r\n-b--b\r\n --b\r\n", 16));
    CHECK((*parts)[2].bytes.empty());
}

TEST_CASE("filename* wins over filename and is decoded") {
    const auto parts = parse_multipart(
        "--b\r\nContent-Disposition: form-data; name=a; filename*=UTF-8''na%C3%AFve.jpg; "
        "filename=naive.jpg\r\n\r\n\r\n--b--",
        "b");
    REQUIRE(parts);
    CHECK((*parts)[0].filename == "na\xC3\xAFve.jpg");
    CHECK_THAT(
        error_of("--b\r\nContent-Disposition: form-data; name=a; filename*=latin1''x\r\n\r\n\r\n--b--"),
        ContainsSubstring("filename*"));
}

TEST_CASE("an empty form has no parts") {
    CHECK(parse_multipart("--b--", "b")->empty());
    CHECK(parse_multipart("--b--\r\n", "b")->empty());
}

TEST_CASE("what is not a form is refused with a reason") {
    const std::string part = "--b\r\n" + disposition + "\r\n\r\nx\r\n";
    CHECK_THAT(error_of(""), ContainsSubstring("has no boundary line"));
    CHECK_THAT(error_of("--c--"), ContainsSubstring("'--b'"));
    CHECK_THAT(error_of("x--b--"), ContainsSubstring("ends before its closing boundary"));
    CHECK_THAT(error_of(part), ContainsSubstring("ends before its closing boundary"));
    CHECK_THAT(error_of(part + "--b-"), ContainsSubstring("ends before its closing boundary"));
    CHECK_THAT(error_of("--b\n" + disposition + "\n\nx\n--b--\n"), ContainsSubstring("goes on"));
    CHECK_THAT(error_of("--b\r\n" + disposition + "\r\nx\r\n--b--"),
               ContainsSubstring("do not end with an empty line"));
    CHECK_THAT(error_of("--b\r\n\r\nx\r\n--b--"), ContainsSubstring("Content-Disposition"));
    CHECK_THAT(error_of("--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--"),
               ContainsSubstring("Content-Disposition"));
    CHECK_THAT(error_of("--b\r\nContent-Disposition: attachment; name=a\r\n\r\n\r\n--b--"),
               ContainsSubstring("form-data"));
    CHECK_THAT(error_of("--b\r\nContent-Disposition: form-data\r\n\r\n\r\n--b--"),
               ContainsSubstring("no name"));
    CHECK_THAT(error_of("--b\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n\r\n--b--"),
               ContainsSubstring("no name"));
    CHECK_THAT(error_of("--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\n\r\n--b--"),
               ContainsSubstring("not of the form"));
    CHECK_THAT(error_of("--b\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n\r\n--b--"),
               ContainsSubstring("two names"));
    CHECK_THAT(error_of("--b\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\n\r\n--b--"),
               ContainsSubstring("UTF-8"));
    CHECK_THAT(error_of("--b\r\n folded: x\r\n" + disposition + "\r\n\r\n\r\n--b--"),
               ContainsSubstring("Name: value"));
    CHECK_THAT(error_of("--b\r\nX: a\rb\r\n" + disposition + "\r\n\r\n\r\n--b--"),
               ContainsSubstring("carriage return"));
    CHECK_THAT(error_of("--b\r\n" + disposition + "\r\nContent-Transfer-Encoding: base64\r\n\r\n\r\n--b--"),
               ContainsSubstring("send it as binary"));
    CHECK_THAT(error_of("--b\r\n" + disposition + "\r\nContent-Type: image\r\n\r\n\r\n--b--"),
               ContainsSubstring("media type"));
}

TEST_CASE("a line that begins like a boundary and goes on is refused") {
    for (const char* rest : {"x\r\n", "-\r\n", " x\r\n", "--x\r\n", "\rx", "-- \rx"}) {
        CAPTURE(rest);
        CHECK_THAT(error_of("--b\r\n" + disposition + "\r\n\r\nx\r\n--b" + rest + "\r\n--b--"),
                   ContainsSubstring("'--b' and goes on"));
    }
    CHECK(parse_multipart("--b\r\n" + disposition + "\r\n\r\nx--bx\n--b\r--b\r\n--b--", "b"));
}

TEST_CASE("limits of parts and of their headers") {
    std::string body;
    for (int i = 0; i < 4; ++i)
        body += "--b\r\n" + disposition + "\r\nX: " + std::string(100, 'x') + "\r\n\r\n\r\n";
    body += "--b--";
    CHECK(error_of(body).empty());
    CHECK_THAT(error_of(body, {.parts = 3}), ContainsSubstring("more than 3 parts"));
    CHECK_THAT(error_of(body, {.header_bytes = 100}), ContainsSubstring("more than 100 bytes"));
    CHECK_THAT(error_of(body, {.headers = 1}), ContainsSubstring("more than 1 headers"));
}

TEST_CASE("a body cut anywhere is refused, never misread") {
    const std::string body =
        "--b\r\n" + disposition + "\r\n\r\nx--b\r\n--b\r\n" + disposition + "\r\n\r\ny\r\n--b--";
    REQUIRE(parse_multipart(body, "b"));
    for (std::size_t size = 0; size < body.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(parse_multipart(std::string_view(body).substr(0, size), "b"));
    }
}

TEST_CASE("boundaries of a Content-Type") {
    CHECK(multipart_boundary("multipart/form-data; boundary=----WebKit12") == "----WebKit12");
    CHECK(multipart_boundary("multipart/form-data; charset=x; Boundary=\"a b:c\"") == "a b:c");
    CHECK_FALSE(multipart_boundary("multipart/form-data"));
    CHECK_FALSE(multipart_boundary("multipart/form-data; boundary=\"\""));
    CHECK_FALSE(multipart_boundary("multipart/form-data; boundary=\"a \""));
    CHECK_FALSE(multipart_boundary("multipart/form-data; boundary=\"a\\\"b\""));
    CHECK_FALSE(multipart_boundary("multipart/form-data; boundary=" + std::string(71, 'a')));
    CHECK_FALSE(multipart_boundary("multipart/form-data; boundary=a;b"));
}

TEST_CASE("a text field says its charset, which is UTF-8") {
    const auto read = [](const std::string& type, const std::string& text) {
        Violations found;
        const std::string body =
            "--b\r\n" + disposition + "\r\nContent-Type: " + type + "\r\n\r\n" + text + "\r\n--b--";
        FormReader form("multipart/form-data; boundary=b", body, found);
        std::string value;
        form.field({.name = "a"}, value, StringReader{});
        return found.empty() ? value : "! " + found.kept()[0].detail;
    };
    CHECK(read("text/plain; charset=UTF-8", "\xC3\xA9") == "\xC3\xA9");
    CHECK(read("text/plain; charset=latin1", "e") == "! must be UTF-8");
    CHECK(read("text/plain", "\xE9") == "! must be UTF-8");
}

}  // namespace
