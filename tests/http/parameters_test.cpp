#include "http/parameters.hpp"

#include "tests/catch.hpp"

using namespace gasworks::http;

namespace {

using In = Violation::In;

TEST_CASE("percent-encoding is decoded") {
    CHECK(percent_decoded("a%20b%2Bc%c3%A9", false) == "a b+c\xC3\xA9");
    CHECK(percent_decoded("a+b", true) == "a b");
    CHECK(percent_decoded("a+b", false) == "a+b");
    CHECK(percent_decoded("%00", false) == std::string(1, '\0'));
    CHECK_FALSE(percent_decoded("%", false));
    CHECK_FALSE(percent_decoded("%4", false));
    CHECK_FALSE(percent_decoded("%4g", false));
    CHECK_FALSE(percent_decoded("%%41", false));
}

TEST_CASE("text becomes a value of its type or says why not") {
    CHECK(value_of_text("-12", TextType::integer) == nlohmann::json(-12));
    CHECK(value_of_text("1.50", TextType::number) == nlohmann::json(1.5));
    CHECK(value_of_text("1e3", TextType::number) == nlohmann::json(1000.0));
    CHECK(value_of_text("true", TextType::boolean) == nlohmann::json(true));
    CHECK(value_of_text("true", TextType::string) == nlohmann::json("true"));
    for (const char* text :
         {"", " 1", "1 ", "+1", "01", "1.", ".5", "0x1", "1e", "--1", "Infinity", "1_0", "[1]"}) {
        CAPTURE(text);
        CHECK_FALSE(value_of_text(text, TextType::number));
        CHECK_FALSE(value_of_text(text, TextType::integer));
    }
    CHECK_FALSE(value_of_text("1e3", TextType::integer));
    CHECK_FALSE(value_of_text("1", TextType::boolean));
    CHECK_FALSE(value_of_text("True", TextType::boolean));
    CHECK_FALSE(value_of_text(std::string(500, '1'), TextType::number));
    CHECK(value_of_text("x\n", TextType::integer).error() == "must be an integer, not 'x?'");
}

TEST_CASE("cookies of several fields, quoted and malformed ones") {
    Headers headers;
    headers.add("Cookie", "a=1; b=\"two words\" ;; novalue; c=x=y");
    headers.add("cookie", "a=2");
    const auto found = cookies(headers);
    REQUIRE(found.size() == 4);
    CHECK(found[1].first == "b");
    CHECK(found[1].second == "two words");
    CHECK(found[2].second == "x=y");
    CHECK(found[3].second == "2");
}

TEST_CASE("a query is split before it is decoded") {
    Violations found;
    const auto parameters = query_parameters("a=1&b%26=2%263&&c&=x&d=e=f", found);
    REQUIRE(parameters.size() == 5);
    CHECK(parameters[1].first == "b&");
    CHECK(parameters[1].second == "2%263");
    CHECK(parameters[2] == std::pair<std::string, std::string_view>("c", ""));
    CHECK(parameters[3].first.empty());
    CHECK(parameters[4].second == "e=f");
    CHECK(found.empty());
    query_parameters("%zz=1", found);
    CHECK(found.count() == 1);
}

struct Reading {
    Request request;
    PathParameters path;
    Violations found;

    template <class Reader>
    auto read(const Parameter& parameter, const Reader& reader) {
        using T = typename decltype(reader(nlohmann::json(), Place::body(), found))::value_type;
        std::optional<T> value;
        ParameterReader(request, path, found).read(parameter, value, reader);
        return value;
    }
};

TEST_CASE("arrays in a query, with commas and repeated") {
    Reading reading;
    reading.request.query = "list=a%2Cb,c+d,&each=1&each=2&empty=";
    const auto strings = array_of(StringReader{});
    CHECK(reading.read({.in = In::query, .name = "list", .array = true, .explode = false}, strings) ==
          std::vector<std::string>{"a,b", "c d", ""});
    CHECK(reading.read({.in = In::query, .name = "each", .type = TextType::integer, .array = true},
                       array_of(IntegerReader{})) == std::vector<std::int64_t>{1, 2});
    CHECK(reading.read({.in = In::query, .name = "empty", .array = true, .explode = false}, strings) ==
          std::vector<std::string>{});
    CHECK(reading.read({.in = In::query, .name = "empty", .array = true}, strings) ==
          std::vector<std::string>{""});
    CHECK_FALSE(reading.read({.in = In::query, .name = "none", .array = true}, strings));
    CHECK(reading.found.empty());
    CHECK_FALSE(reading.read({.in = In::query, .name = "none", .required = true}, StringReader{}));
    CHECK(reading.found.kept().at(0).detail == "is required");
}

TEST_CASE("a list parameter may occur once, or in several header fields") {
    Reading reading;
    reading.request.query = "a=1,2&a=3";
    reading.request.headers.add("X", "1 , 2");
    reading.request.headers.add("x", "3");
    const auto integers = array_of(IntegerReader{});
    CHECK_FALSE(reading.read(
        {.in = In::query, .name = "a", .type = TextType::integer, .array = true, .explode = false},
        integers));
    CHECK(reading.found.kept().at(0).detail == "occurs 2 times; once is allowed");
    CHECK(reading.read({.in = In::header, .name = "X", .type = TextType::integer, .array = true}, integers) ==
          std::vector<std::int64_t>{1, 2, 3});
    CHECK_FALSE(reading.read({.in = In::header, .name = "X"}, StringReader{}));
}

TEST_CASE("unknown query parameters are named, in text that can be repeated") {
    Request request;
    request.query = "known=1&%0Aunk%ffnown=2";
    Violations found;
    ParameterReader(request, {}, found).refuse_unknown_query({"known"});
    REQUIRE(found.count() == 1);
    CHECK(found.kept()[0].name == "?unk?nown");
    CHECK(found.kept()[0].detail == "is not a parameter of this operation; allowed are known");
}

}  // namespace
