#include "http/negotiation.hpp"

#include "http/media_type.hpp"
#include "tests/catch.hpp"

using namespace gasworks::http;

namespace {

const std::vector<std::string_view> offered = {"text/plain", "application/json", "image/png"};

// The chosen type; "" for 406.
std::string_view chosen(std::string accept) {
    Headers headers;
    headers.add("Accept", std::move(accept));
    const auto index = choose_response_type(headers, offered);
    return index ? offered[*index] : std::string_view{};
}

TEST_CASE("media types are read with their parameters") {
    const auto type = parse_media_type("Text/HTML ; Charset=\"utf\\-8\";a=b");
    REQUIRE(type);
    CHECK(type->essence() == "text/html");
    CHECK(type->parameter("charset") == "utf-8");
    CHECK(type->parameter("a") == "b");
    CHECK(parse_media_type("a/b;"));
    for (const char* text :
         {"", "a", "a/", "/b", "a/b/c", "a b/c", "a/b;c", "a/b;c=\"", "a/b;c=\"d\"e", "a/b;=d"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_media_type(text));
    }
    CHECK(is_within(*type, "text/*"));
    CHECK(is_within(*type, "*/*"));
    CHECK_FALSE(is_within(*type, "text/plain"));
    CHECK(list_items("a, \"b,c\" ,, d") == std::vector<std::string_view>{"a", "\"b,c\"", "d"});
}

TEST_CASE("Accept chooses by weight, then by precision, then by the offered order") {
    CHECK(chosen("*/*") == "text/plain");
    CHECK(chosen("*") == "text/plain");
    CHECK(chosen("application/json") == "application/json");
    CHECK(chosen("application/*, text/plain;q=0.9") == "application/json");
    CHECK(chosen("text/plain;q=0.2, */*;q=0.5") == "application/json");
    CHECK(chosen("text/plain;q=0, */*") == "application/json");
    CHECK(chosen("image/png, */*") == "image/png");
    CHECK(chosen("application/json, text/plain, */*") == "text/plain");
    CHECK(chosen("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8") ==
          "text/plain");
    CHECK(chosen("IMAGE/*;Q=0.001") == "image/png");
    CHECK(chosen("text/csv") == "");
    CHECK(chosen("*/*;q=0") == "");
    CHECK(chosen("text/plain;q=0.0, application/json;q=0.000, image/*;q=0") == "");
}

TEST_CASE("what can't be read in Accept is passed over") {
    CHECK(chosen("") == "text/plain");
    CHECK(chosen(";;;") == "text/plain");
    CHECK(chosen("json, image/png") == "image/png");
    CHECK(chosen("application/json;q=2, image/png") == "image/png");
    CHECK(chosen("application/json;q=0.1234, image/png;q=0.1") == "image/png");
}

TEST_CASE("several Accept fields are one list, and none is everything") {
    Headers headers;
    CHECK(choose_response_type(headers, offered) == 0U);
    headers.add("Accept", "text/plain;q=0.1");
    headers.add("accept", "image/png");
    CHECK(choose_response_type(headers, offered) == 2U);
    headers.set("Accept", "text/csv");
    CHECK_THAT(choose_response_type(headers, offered).error().detail,
               ContainsSubstring("text/plain, application/json, image/png"));
}

Request with_body(std::string type, std::string body) {
    Request request;
    if (!type.empty()) request.headers.add("Content-Type", std::move(type));
    request.body = std::move(body);
    return request;
}

TEST_CASE("the body's type is the most precise one that is accepted") {
    const std::vector<std::string_view> accepted = {"image/*", "image/png", "application/json"};
    CHECK(choose_body_type(with_body("image/PNG", "x"), accepted, true).value() == 1U);
    CHECK(choose_body_type(with_body("image/jpeg", "x"), accepted, true).value() == 0U);
    CHECK(choose_body_type(with_body("application/json;charset=utf-8", "x"), accepted, true).value() == 2U);
    CHECK(choose_body_type(with_body("text/plain", "x"), accepted, true).error().status == 415);
    CHECK(choose_body_type(with_body("", "x"), accepted, true).error().status == 415);
    CHECK(choose_body_type(with_body("image/*", "x"), {"image/png"}, true).error().status == 415);
    CHECK(choose_body_type(with_body("", ""), accepted, true).error().status == 400);
    CHECK(choose_body_type(with_body("", ""), accepted, false).value() == std::nullopt);
    CHECK(choose_body_type(with_body("application/x-www-form-urlencoded", ""), accepted, false).value() ==
          std::nullopt);
    Request twice = with_body("image/png", "x");
    twice.headers.add("content-type", "image/jpeg");
    CHECK(choose_body_type(twice, accepted, true).error().status == 415);
    CHECK(refuse_body(with_body("", "x"))->status == 400);
    CHECK_FALSE(refuse_body(with_body("", "")));
}

}  // namespace
