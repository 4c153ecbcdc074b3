#include <algorithm>

#include "http/answer.hpp"
#include "http/formats.hpp"
#include "http/json_body.hpp"
#include "http/json_of.hpp"
#include "http/json_values.hpp"
#include "http/pattern.hpp"
#include "http/utf8.hpp"
#include "tests/catch.hpp"

using namespace gasworks::http;
using nlohmann::json;

namespace {

TEST_CASE("JSON is read strictly and within limits") {
    CHECK(parse_json(" [1, {\"a\": null}] ") == json::array({1, {{"a", nullptr}}}));
    CHECK(parse_json("\"\\u00e9\"") == json("\xC3\xA9"));
    for (const char* text : {"", " ", "{", "[1,]", "{\"a\":1,}", "'a'", "nan", "1 2", "\"\xff\"",
                             "\"\\ud800\"", "[1e999]", "// x\n1", "\"a\nb\""}) {
        CAPTURE(text);
        CHECK_FALSE(parse_json(text));
    }
    CHECK_THAT(parse_json("{\"a\":{\"b\":1,\"b\":2}}").error(),
               ContainsSubstring("the name 'b' occurs twice"));
    CHECK_THAT(parse_json("[\n1 2]").error(), ContainsSubstring("line 2"));
    CHECK(parse_json("[[[]]]", {.depth = 3}));
    CHECK_THAT(parse_json("[[[]]]", {.depth = 2}).error(), ContainsSubstring("more than 2 arrays"));
    CHECK(parse_json("[1,2]", {.values = 3}));
    CHECK_THAT(parse_json("[1,2]", {.values = 2}).error(), ContainsSubstring("more than 2 values"));
    CHECK_FALSE(parse_json(std::string(1'000'000, '[')));
}

TEST_CASE("what is written is always UTF-8") {
    CHECK(json_text({{"a", "\xff"}}) == "{\"a\":\"\xEF\xBF\xBD\"}");
    CHECK(json_text(json::array({1.5, true})) == "[1.5,true]");
}

TEST_CASE("values of C++ become JSON") {
    CHECK(json_of(std::vector<std::optional<int>>{1, std::nullopt}) == json::array({1, nullptr}));
    CHECK(json_of(std::map<std::string, std::vector<bool>>{{"a", {true, false}}}) ==
          json{{"a", {true, false}}});
    CHECK(json_of(std::optional<std::map<std::string, json>>()) == json(nullptr));
    CHECK(json_of(json{{"a", 1}}) == json{{"a", 1}});
}

template <class Reader>
std::string error_of(const Reader& reader, const json& value) {
    Violations found;
    const auto result = reader(value, Place::body(), found);
    CHECK(result.has_value() == found.empty());
    return found.empty() ? "" : found.kept()[0].name + ": " + found.kept()[0].detail;
}

TEST_CASE("integers") {
    CHECK(error_of(IntegerReader{}, INT64_MIN).empty());
    CHECK(error_of(IntegerReader{}, 3.0).empty());
    CHECK(error_of(IntegerReader{}, 3.5) == ": must be an integer, not 3.5");
    CHECK_THAT(error_of(IntegerReader{}, UINT64_MAX), ContainsSubstring("must be between"));
    CHECK_THAT(error_of(IntegerReader{}, 9223372036854775808.0), ContainsSubstring("must be between"));
    CHECK(error_of(IntegerReader{.minimum = 1}, 0) == ": must be at least 1, not 0");
    CHECK(error_of(IntegerReader{.maximum = 1}, 2) == ": must be at most 1, not 2");
    CHECK(error_of(IntegerReader{.multiple_of = 3}, -4) == ": must be a multiple of 3, not -4");
    CHECK(error_of(IntegerReader{.allowed = {1, 3}}, 2) == ": must be one of 1, 3, not 2");
    CHECK(error_of(IntegerReader{}, "1") == ": must be an integer, not a string");
    CHECK(error_of(IntegerReader{}, nullptr) == ": must be an integer, not null");
    CHECK_THAT(error_of(Int32Reader{}, 2147483648), ContainsSubstring("at most 2147483647"));
    CHECK(error_of(Int32Reader{}, -2147483648).empty());
}

TEST_CASE("numbers") {
    CHECK(error_of(NumberReader{.minimum = 0, .maximum = 1}, 1).empty());
    CHECK(error_of(NumberReader{.maximum = 1, .exclusive_maximum = true}, 1) ==
          ": must be less than 1, not 1");
    CHECK(error_of(NumberReader{.minimum = 0.5}, 0.25) == ": must be at least 0.5, not 0.25");
    CHECK(error_of(NumberReader{.multiple_of = 0.1}, 0.3).empty());
    CHECK(error_of(NumberReader{.multiple_of = 0.1}, 0.35) == ": must be a multiple of 0.1, not 0.35");
    CHECK(error_of(NumberReader{}, true) == ": must be a number, not a boolean");
    CHECK(error_of(FloatReader{}, 3e38).empty());
    CHECK_THAT(error_of(FloatReader{}, 1e39), ContainsSubstring("single precision"));
}

TEST_CASE("strings are measured in code points") {
    CHECK(error_of(StringReader{.min_length = 2, .max_length = 2}, "\xC3\xA9\xF0\x9F\x98\x80").empty());
    CHECK(error_of(StringReader{.min_length = 1}, "") == ": must have at least 1 character, not 0");
    CHECK(error_of(StringReader{.max_length = 2}, "abc") == ": must have at most 2 characters, not 3");
    CHECK(error_of(StringReader{.format = Format::uuid}, "x") ==
          ": must be a UUID such as 123e4567-e89b-12d3-a456-426614174000, not 'x'");
}

TEST_CASE("arrays, maps and null") {
    const auto reader =
        array_of(IntegerReader{.minimum = 0}, {.min_items = 1, .max_items = 3, .unique = true});
    CHECK(error_of(reader, json::array({1, 2, 3})).empty());
    CHECK(error_of(reader, json::array()) == ": must have at least 1 item, not 0");
    CHECK(error_of(reader, json::array({1, 2, 3, "x"})) == ": must have at most 3 items, not 4");
    CHECK(error_of(reader, json::array({1, 2, 1})) == "/2: must not repeat an earlier item");
    CHECK(error_of(reader, json::array({1, -2})) == "/1: must be at least 0, not -2");
    CHECK(error_of(reader, "x") == ": must be an array, not a string");
    const auto map = map_of(array_of(nullable(BooleanReader{})), {.min_properties = 1, .max_properties = 1});
    CHECK(error_of(map, {{"a", {true, nullptr}}}).empty());
    CHECK(error_of(map, {{"a~/", {true, 1}}}) == "/a~0~1/1: must be true or false, not a number");
    CHECK(error_of(map, json::object()) == ": must have at least 1 property, not 0");
    CHECK(error_of(map, nullptr) == ": must be an object, not null");
}

TEST_CASE("what is found is bounded, however much is wrong") {
    Violations found;
    array_of(IntegerReader{})(json(std::vector<std::string>(5000, "x")), Place::body(), found);
    CHECK(found.count() == 5000);
    CHECK(found.kept().size() == Violations::limit);
    const Problem problem = std::move(found).problem(true);
    CHECK(problem.status == 422);
    CHECK(problem.detail == "5000 things are wrong with this request; the first 100 are listed");
    Violations one;
    map_of(IntegerReader{})({{std::string(10'000, 'k'), "x"}}, Place::body(), one);
    CHECK(one.kept()[0].name.size() < 300);
}

TEST_CASE("422 is for well-formed requests with a wrong body alone") {
    const auto status = [](bool parameter, bool malformed, bool declared) {
        Violations found;
        found.add(Place::body(), "wrong");
        if (parameter) found.add(Place(Violation::In::query, "q"), "wrong");
        if (malformed) found.add_malformed_body("wrong");
        return std::move(found).problem(declared).status;
    };
    CHECK(status(false, false, true) == 422);
    CHECK(status(false, false, false) == 400);
    CHECK(status(true, false, true) == 400);
    CHECK(status(false, true, true) == 400);
}

TEST_CASE("patterns are ECMA-262's and bounded") {
    CHECK(Pattern("^[A-Za-z0-9._-]+$").search("a.b-c") == Pattern::Match::yes);
    CHECK(Pattern("^[a-z]+$").search("abc\n") == Pattern::Match::no);
    CHECK(Pattern("b").search("abc") == Pattern::Match::yes);
    CHECK(Pattern("^\\u00e9$").search("\xC3\xA9") == Pattern::Match::yes);
    CHECK(Pattern("^.$").search("\xF0\x9F\x98\x80") == Pattern::Match::yes);
    CHECK(Pattern("^(?=.*\\d)(?!x).+$").search("a1") == Pattern::Match::yes);
    CHECK(Pattern("^\\d$").search("\xD9\xA3") == Pattern::Match::no);
    CHECK(Pattern("a").search("\xff") == Pattern::Match::no);
    CHECK(Pattern("^(a+)+$").search(std::string(50'000, 'a') + "b") == Pattern::Match::too_complex);
    CHECK_THROWS_AS(Pattern("[a"), std::invalid_argument);
    CHECK_THROWS_AS(Pattern("(?<"), std::invalid_argument);
    CHECK_THROWS_AS(Pattern(std::string(500, '(') + std::string(500, ')')), std::invalid_argument);
}

TEST_CASE("formats") {
    CHECK(has_format("2024-02-29", Format::date));
    CHECK_FALSE(has_format("2023-02-29", Format::date));
    CHECK_FALSE(has_format("2024-2-29", Format::date));
    CHECK(has_format("2024-02-29T23:59:60.123+14:00", Format::date_time));
    CHECK(has_format("2024-02-29t00:00:00z", Format::date_time));
    for (const char* text : {"2024-02-29", "2024-02-29T24:00:00Z", "2024-02-29T00:00:00",
                             "2024-02-29T00:00:00.Z", "2024-02-29T00:00:00Z ", "2024-02-29 00:00:00Z"}) {
        CAPTURE(text);
        CHECK_FALSE(has_format(text, Format::date_time));
    }
    CHECK(has_format("123e4567-E89B-12d3-a456-426614174000", Format::uuid));
    CHECK_FALSE(has_format("123e4567-e89b-12d3-a456-42661417400", Format::uuid));
    CHECK(has_format("https://example.org/a?b=%20#c", Format::uri));
    CHECK(has_format("urn:isbn:1", Format::uri));
    for (const char* text : {"/a", "a b:c", "1a:b", "http://a/%2", "http://a/ b", ":a"}) {
        CAPTURE(text);
        CHECK_FALSE(has_format(text, Format::uri));
    }
    CHECK(has_format("a.b+c@example.org", Format::email));
    for (const char* text : {"a", "@b", "a@", "a@-b", "a..b@c", "a@b..c", "a b@c"}) {
        CAPTURE(text);
        CHECK_FALSE(has_format(text, Format::email));
    }
    CHECK(has_format("aGk=", Format::byte));
    CHECK_FALSE(has_format("aGk", Format::byte));
    CHECK_FALSE(has_format("a=k=", Format::byte));
}

TEST_CASE("UTF-8 is counted and checked") {
    CHECK(code_points("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80") == 4U);
    for (const char* text : {"\x80", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5",
                             "\xC3", "\xE2\x82"}) {
        CHECK_FALSE(code_points(text));
    }
    CHECK(in_quotes("a\nb\xff") == "'a?b?'");
    CHECK(shortened("\xC3\xA9\xC3\xA9", 3) == "\xC3\xA9...");
}

TEST_CASE("answers") {
    Answer problem = Answer::problem(404, "not here", {});
    problem.set_header("Retry-After", "3");
    CHECK(problem.status() == 404);
    const Response response = std::move(problem).to_response("id-1");
    CHECK(response.headers.get("Retry-After") == "3");
    CHECK(json::parse(bytes_of(response.body))["instance"] == "id-1");
    CHECK(Answer::text(200, "x", "text/plain").status() == 200);
    CHECK(Answer::text(200, "x", "text/plain").to_response("").headers.get("Content-Type") ==
          "text/plain; charset=utf-8");
    CHECK_FALSE(Answer::empty(204).to_response("").headers.contains("Content-Type"));
    CHECK(header_text(std::string_view("a\r\nb")) == "a  b");
    CHECK(header_text(0.25) == "0.25");
    CHECK(header_text(true) == "true");
}

}  // namespace
