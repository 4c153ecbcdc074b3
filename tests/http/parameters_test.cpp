#include "http/parameters.hpp"

#include "http/request_body.hpp"
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
    const auto pairs = ParameterPairs::of_query("a=1&b%26=2%263&&c&=x&d=e=f", In::query, found).all();
    REQUIRE(pairs.size() == 5);
    CHECK(pairs[1].name == "b&");
    CHECK(pairs[1].text == "2%263");
    CHECK(pairs[2].name == "c");
    CHECK(pairs[2].text.empty());
    CHECK(pairs[3].name.empty());
    CHECK(pairs[4].text == "e=f");
    CHECK(found.empty());
    ParameterPairs::of_query("%zz=1", In::query, found);
    CHECK(found.count() == 1);
}

using Shape = Parameter::Shape;
using Style = Parameter::Style;

// What is in a request, by the place that a parameter is read from.
struct Reading {
    Request request;
    Violations found;

    template <class Reader>
    auto read(In in, const Parameter& parameter, const Reader& reader) {
        using T = typename decltype(reader(nlohmann::json(), Place::body(), found))::value_type;
        std::optional<T> value;
        ParameterReader parameters(request, found);
        if (in == In::query) parameters.query(parameter, value, reader);
        if (in == In::path) parameters.path(1, parameter, value, reader);
        if (in == In::header) parameters.header(parameter, value, reader);
        if (in == In::cookie) parameters.cookie(parameter, value, reader);
        return value;
    }
    std::string error() const { return found.kept().empty() ? "" : found.kept().back().detail; }
};

TEST_CASE("arrays in a query, with commas and repeated") {
    Reading reading;
    reading.request.query = "list=a%2Cb,c+d,&each=1&each=2&empty=";
    const auto strings = array_of(StringReader{});
    CHECK(reading.read(In::query, {.name = "list", .shape = Parameter::Shape::array, .explode = false},
                       strings) == std::vector<std::string>{"a,b", "c d", ""});
    CHECK(reading.read(In::query,
                       {.name = "each", .type = TextType::integer, .shape = Parameter::Shape::array},
                       array_of(IntegerReader{})) == std::vector<std::int64_t>{1, 2});
    CHECK(reading.read(In::query, {.name = "empty", .shape = Parameter::Shape::array, .explode = false},
                       strings) == std::vector<std::string>{});
    CHECK(reading.read(In::query, {.name = "empty", .shape = Parameter::Shape::array}, strings) ==
          std::vector<std::string>{""});
    CHECK_FALSE(reading.read(In::query, {.name = "none", .shape = Parameter::Shape::array}, strings));
    CHECK(reading.found.empty());
    CHECK_FALSE(reading.read(In::query, {.name = "none", .required = true}, StringReader{}));
    CHECK(reading.found.kept().at(0).detail == "is required");
}

TEST_CASE("a list parameter may occur once, or in several header fields") {
    Reading reading;
    reading.request.query = "a=1,2&a=3";
    reading.request.headers.add("X", "1 , 2");
    reading.request.headers.add("x", "3");
    const auto integers = array_of(IntegerReader{});
    CHECK_FALSE(reading.read(
        In::query,
        {.name = "a", .type = TextType::integer, .shape = Parameter::Shape::array, .explode = false},
        integers));
    CHECK(reading.found.kept().at(0).detail == "occurs 2 times; once is allowed");
    CHECK(reading.read(In::header, {.name = "X", .type = TextType::integer, .shape = Parameter::Shape::array},
                       integers) == std::vector<std::int64_t>{1, 2, 3});
    CHECK_FALSE(reading.read(In::header, {.name = "X"}, StringReader{}));
}

TEST_CASE("unknown query parameters are named, in text that can be repeated") {
    Request request;
    request.query = "known=1&%0Aunk%ffnown=2";
    Violations found;
    ParameterReader parameters(request, found);
    parameters.pass_over({"known"});
    parameters.refuse_unknown_query({"known"});
    REQUIRE(found.count() == 1);
    CHECK(found.kept()[0].name == "?unk?nown");
    CHECK(found.kept()[0].detail == "is not a parameter of this operation; allowed are known");
}

// The table of the specification ("Style Examples"), its empty, string, array and object columns.
struct StyleRow {
    In in;
    Style style;
    bool explode;
    std::string text;
    std::string array;
    std::string object;
};

TEST_CASE("every style is read as the specification's table writes it") {
    const std::vector<StyleRow> rows = {
        {In::path, Style::matrix, false, ";color=blue", ";color=blue,black,brown",
         ";color=R,100,G,200,B,150"},
        {In::path, Style::matrix, true, ";color=blue", ";color=blue;color=black;color=brown",
         ";R=100;G=200;B=150"},
        {In::path, Style::label, false, ".blue", ".blue,black,brown", ".R,100,G,200,B,150"},
        {In::path, Style::label, true, ".blue", ".blue.black.brown", ".R=100.G=200.B=150"},
        {In::path, Style::simple, false, "blue", "blue,black,brown", "R,100,G,200,B,150"},
        {In::path, Style::simple, true, "blue", "blue,black,brown", "R=100,G=200,B=150"},
        {In::header, Style::simple, false, "blue", "blue, black ,brown", "R,100,G,200,B,150"},
        {In::header, Style::simple, true, "blue", "blue,black,brown", "R=100,G=200,B=150"},
        {In::query, Style::form, false, "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"},
        {In::query, Style::form, true, "color=blue", "color=blue&color=black&color=brown",
         "R=100&G=200&B=150"},
        {In::cookie, Style::form, false, "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"},
        {In::cookie, Style::form, true, "color=blue", "color=blue&color=black&color=brown",
         "R=100&G=200&B=150"},
        {In::cookie, Style::form, true, "color=blue", "color=blue; color=black; color=brown",
         "R=100; G=200; B=150"},
        {In::query, Style::space_delimited, false, "", "color=blue%20black+brown",
         "color=R%20100%20G%20200%20B%20150"},
        {In::query, Style::pipe_delimited, false, "", "color=blue|black%7Cbrown",
         "color=R%7c100|G|200|B|150"},
        {In::query, Style::deep_object, true, "", "", "color[R]=100&color%5BG%5D=200&color[B]=150"},
    };
    const std::vector<std::string> colours = {"blue", "black", "brown"};
    const std::map<std::string, std::int64_t> numbers = {{"R", 100}, {"G", 200}, {"B", 150}};
    for (const StyleRow& row : rows) {
        const auto reading = [&](const std::string& sent) {
            Reading result;
            result.request.path = "/colours/" + (row.in == In::path ? sent : "");
            if (row.in == In::query) result.request.query = sent;
            if (row.in == In::header) result.request.headers.add("color", sent);
            if (row.in == In::cookie) result.request.headers.add("Cookie", sent);
            return result;
        };
        Parameter parameter{.name = "color", .style = row.style, .explode = row.explode};
        CAPTURE(row.text, row.array, row.object);
        if (!row.text.empty()) {
            Reading text = reading(row.text);
            CHECK(text.read(row.in, parameter, StringReader{}) == "blue");
            CHECK(text.error().empty());
        }
        if (!row.array.empty()) {
            Reading array = reading(row.array);
            parameter.shape = Shape::array;
            CHECK(array.read(row.in, parameter, array_of(StringReader{})) == colours);
            CHECK(array.error().empty());
        }
        Reading object = reading(row.object);
        parameter.shape = Shape::object;
        parameter.type = TextType::integer;
        parameter.open = true;
        CHECK(object.read(row.in, parameter, map_of(IntegerReader{})) == numbers);
        CHECK(object.error().empty());

        Reading closed = reading(row.object);
        parameter.open = false;
        parameter.properties = {{.name = "R", .type = TextType::integer},
                                {.name = "G", .type = TextType::integer},
                                {.name = "B", .type = TextType::integer}};
        CHECK(closed.read(row.in, parameter, map_of(IntegerReader{})) == numbers);
        Reading wrong = reading(row.object);
        parameter.properties[1].type = TextType::boolean;
        CHECK_FALSE(wrong.read(row.in, parameter, map_of(AnyReader{})));
        CHECK(wrong.error() == "property 'G': must be true or false, not '200'");
    }
}

TEST_CASE("what does not fit a style is refused with how it is written") {
    Reading reading;
    reading.request.path = "/colours/blue";
    const auto strings = array_of(StringReader{});
    CHECK_FALSE(reading.read(In::path, {.name = "c", .style = Style::label}, StringReader{}));
    CHECK(reading.error() == "must begin with '.', not be 'blue'");
    CHECK_FALSE(
        reading.read(In::path, {.name = "c", .shape = Shape::array, .style = Style::matrix}, strings));
    CHECK(reading.error() == "must begin with ';c=', not be 'blue'");
    reading.request.path = "/colours/;c=blue;d=red";
    CHECK_FALSE(
        reading.read(In::path, {.name = "c", .shape = Shape::array, .style = Style::matrix}, strings));
    CHECK(reading.error() == "must be items of the form ;c=value, not ';c=blue;d=red'");
    const Parameter object{
        .name = "o", .shape = Shape::object, .style = Style::form, .explode = false, .open = true};
    reading.request.query = "o=a,1,b";
    CHECK_FALSE(reading.read(In::query, object, map_of(StringReader{})));
    CHECK(reading.error() == "must be a list of names, each followed by its value, not of 3 items");
    reading.request.query = "o=a,1,a,2";
    CHECK_FALSE(reading.read(In::query, object, map_of(StringReader{})));
    CHECK(reading.error() == "property 'a': occurs more than once");
    reading.request.query = "o[]=1";
    const Parameter deep{.name = "o",
                         .shape = Shape::object,
                         .style = Style::deep_object,
                         .properties = {{.name = "a", .shape = Shape::array}}};
    CHECK_FALSE(reading.read(In::query, deep, map_of(AnyReader{})));
    CHECK(reading.error() == "must be written o[property]=value");
    reading.request.query = "o[a]=1&o[a]=2&o[b]=3";
    CHECK_FALSE(reading.read(In::query, deep, map_of(AnyReader{})));
    CHECK(reading.error() == "property 'b': is not allowed; the properties are a");
    reading.request.query = "o[a]=1&o[a]=2";
    CHECK(reading.read(In::query, deep, map_of(strings)) ==
          std::map<std::string, std::vector<std::string>>{{"a", {"1", "2"}}});
    reading.request.query = "";
    Parameter required = deep;
    required.required = true;
    CHECK_FALSE(reading.read(In::query, required, map_of(AnyReader{})));
    CHECK(reading.error() == "is required: write o[property]=value");
}

TEST_CASE("a parameter may be JSON, and an empty one absent") {
    Reading reading;
    reading.request.query = "filter=%7B%22a%22:[1]%7D&flag&bad=%7B";
    CHECK(reading.read(In::query, {.name = "filter", .style = Style::json}, AnyReader{}) ==
          nlohmann::json({{"a", {1}}}));
    CHECK_FALSE(reading.read(In::query, {.name = "flag", .type = TextType::boolean, .empty_is_absent = true},
                             BooleanReader{}));
    CHECK(reading.found.empty());
    CHECK_FALSE(reading.read(In::query, {.name = "flag", .type = TextType::boolean}, BooleanReader{}));
    CHECK(reading.error() == "must be true or false, not ''");
    CHECK_FALSE(reading.read(In::query, {.name = "bad", .style = Style::json}, AnyReader{}));
    CHECK_THAT(reading.error(), ContainsSubstring("must be JSON: "));
}

TEST_CASE("an open object takes the query parameters that are left") {
    Request request;
    request.query = "a=1&key=k&b=two%20words&b=3";
    Violations found;
    ParameterReader parameters(request, found);
    std::int64_t a = 0;
    std::map<std::string, std::string> others;
    parameters.pass_over({"key"});
    parameters.query({.name = "a", .type = TextType::integer}, a, IntegerReader{});
    parameters.query({.name = "rest", .shape = Shape::object, .open = true}, others, map_of(StringReader{}));
    parameters.refuse_unknown_query({"a", "key"});
    CHECK(a == 1);
    REQUIRE(found.count() == 1);
    CHECK(found.kept()[0].name == "rest");
    CHECK(found.kept()[0].detail == "property 'b': occurs more than once");
}

TEST_CASE("a urlencoded form is an object whose properties are written like query parameters") {
    const Parameter form{.shape = Shape::object,
                         .properties = {{.name = "name"},
                                        {.name = "age", .type = TextType::integer},
                                        {.name = "tags", .shape = Shape::array},
                                        {.name = "home", .style = Style::json},
                                        {.name = "size",
                                         .type = TextType::number,
                                         .shape = Shape::object,
                                         .style = Style::deep_object,
                                         .open = true}}};
    Violations found;
    const auto object = urlencoded_object(
        "name=Tom+Cat&age=3&tags=a&tags=b%26&home=%7B%22city%22%3A%22X%22%7D&size%5Bx%5D=1.5&more=yes", form,
        found);
    CHECK(object == nlohmann::json::parse(R"({"name": "Tom Cat", "age": 3, "tags": ["a", "b&"],
        "home": {"city": "X"}, "size": {"x": 1.5}, "more": "yes"})"));
    CHECK(urlencoded_object("", form, found) == nlohmann::json::object());
    CHECK(found.empty());
    CHECK_FALSE(urlencoded_object("age=old&home=x&%=1", form, found));
    CHECK(found.count() == 3);
}

TEST_CASE("a form of any length costs no more than its limits") {
    const Parameter form{.shape = Shape::object,
                         .properties = {{.name = "list", .shape = Shape::array, .explode = false}}};
    std::string pairs;
    for (std::size_t i = 0; i <= ParameterPairs::most_pairs; ++i)
        pairs += "a=1&";
    Violations many;
    CHECK_FALSE(urlencoded_object(pairs, form, many));
    CHECK(many.kept().at(0).detail == "the form has more than 10000 names and values");
    Violations longest;
    CHECK_FALSE(urlencoded_object("list=" + std::string(1'000'000, ','), form, longest));
    CHECK(longest.kept().at(0).detail == "must have at most 100000 items");
}

}  // namespace
