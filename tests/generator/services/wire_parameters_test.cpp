#include "tests/catch.hpp"
#include "wire_service.hpp"

namespace {

using Lines = std::vector<std::string>;

gasworks::http::Response read(const WireService& service, const std::string& query,
                              const Fields& fields = {}) {
    return service.send("GET", "/v2/query?" + query, fields);
}

TEST_CASE("path parameters of every style, decoded after they are split") {
    const WireService service;
    const auto response = service.send(
        "GET", "/v1/paths/a%2Fb/a%2Cb,c+d/x=1,y=2/.dot/.1.2/;matrix=1.5/;matrices=a%3Bb;matrices=c/;x=3");
    REQUIRE(response.status == 204);
    const auto& path = *service.operations().path;
    CHECK(path.simple == "a/b");
    CHECK(path.list == Lines{"a,b", "c+d"});
    CHECK(path.object.x == 1);
    CHECK(path.object.y == 2);
    CHECK(path.label == "dot");
    CHECK(path.labels == std::vector<std::int32_t>{1, 2});
    CHECK(path.matrix == 1.5);
    CHECK(path.matrices == Lines{"a;b", "c"});
    CHECK(path.point.x == 3);
    CHECK(path.point.y == 7);
}

TEST_CASE("every wrong path parameter is named") {
    const WireService service;
    const auto response =
        service.send("GET", "/v1/paths/toolong/%FF/x=one/dot/.1.b/;m=1/;matrices=a;b=c/;y=3");
    CHECK(response.status == 400);
    CHECK(violations(response) ==
          Lines{"path label: must begin with '.', not be 'dot'",
                "path simple: must have at most 5 characters, not 7", "path list: item 1: must be UTF-8",
                "path object: property 'x': must be an integer, not 'one'",
                "path labels: item 2: must be an integer, not 'b'",
                "path matrix: must begin with ';matrix=', not be ';m=1'",
                "path matrices: must be items of the form ;matrices=value, not ';matrices=a;b=c'",
                "path point: property 'x': is required"});
}

TEST_CASE("the types that functions have: integer, boolean, float, text, list and dictionary") {
    const WireService service;
    REQUIRE(read(service, "int=-3&bool=true&float=2.5e1&str=a+b%26c&list=1&list=2.5").status == 204);
    const auto& query = *service.operations().query;
    CHECK(query.int_ == -3);
    CHECK(query.bool_ == true);
    CHECK(query.float_ == 25.0);
    CHECK(query.str == "a b&c");
    CHECK(query.list == std::vector<double>{1, 2.5});
    REQUIRE(service.send("GET", "/v1/anything?id=7&a=1&b=two").status == 204);
    CHECK(service.operations().anything->id == "7");
    CHECK(service.operations().anything->dict ==
          std::map<std::string, nlohmann::json>{{"a", "1"}, {"b", "two"}});
    REQUIRE(service.send("GET", "/v1/anything").status == 204);
    CHECK_FALSE(service.operations().anything->dict);
}

TEST_CASE("query parameters of every style") {
    const WireService service;
    const auto response =
        read(service,
             "int=1&piped=true|false&spaced=a%20b+c&x=5&y=6&flat=a,1,b%2C,2&filter[name]=Tom&filter[tags]=a"
             "&filter[tags]=b&filter%5Bat%5D[x]=9&json=%7B%22tags%22:[%22t%22]%7D&flag&nothing=here",
             {{"X-List", "1, 2"}, {"x-list", "3"}, {"X-Point", "x,1,y,2"}, {"Cookie", "crumbs=a&crumbs=b"}});
    CAPTURE(text_of(response));
    REQUIRE(response.status == 204);
    const auto& query = *service.operations().query;
    CHECK(query.str == "none");
    CHECK(query.piped == std::vector<bool>{true, false});
    CHECK(query.spaced == Lines{"a", "b", "c"});
    CHECK(query.point->y == 6);
    CHECK(query.flat == std::map<std::string, std::int64_t>{{"a", 1}, {"b,", 2}});
    CHECK(query.filter->name == "Tom");
    CHECK(query.filter->tags == Lines{"a", "b"});
    CHECK(query.filter->at->x == 9);
    CHECK(query.json->tags == Lines{"t"});
    CHECK_FALSE(query.flag);
    CHECK(query.nothing == "here");
    CHECK(query.x_list == std::vector<std::int64_t>{1, 2, 3});
    CHECK(query.x_point->y == 2);
    CHECK(query.crumbs == Lines{"a", "b"});
}

TEST_CASE("everything that is wrong with a query is in one answer") {
    const WireService service;
    const auto response =
        read(service,
             "int=1.5&bool=1&float=x&list=1&list=2&list=3&list=4&piped=true|yes&y=2&flat=a&filter[name]=T"
             "&filter[colour]=red&json=%7B%7D%7D&flag=x&other=1&str=%zz");
    CHECK(response.status == 400);
    const auto lines = violations(response);
    REQUIRE(lines.size() == 12);
    CHECK(lines[0] == "query int: must be an integer, not '1.5'");
    CHECK(lines[1] == "query bool: must be true or false, not '1'");
    CHECK(lines[2] == "query float: must be a number, not 'x'");
    CHECK_THAT(lines[3], ContainsSubstring("query str: can't be decoded: '%zz'"));
    CHECK(lines[4] == "query list: must have at most 3 items, not 4");
    CHECK(lines[5] == "query piped: item 2: must be true or false, not 'yes'");
    CHECK(lines[6] == "query point: property 'x': is required");
    CHECK(lines[7] == "query flat: must be a list of names, each followed by its value, not of 1 item");
    CHECK(lines[8] == "query filter: property 'colour': is not allowed; the properties are name, tags, at");
    CHECK_THAT(lines[9], ContainsSubstring("query json: must be JSON: "));
    CHECK(lines[10] == "query flag: must be an integer, not 'x'");
    CHECK(
        lines[11] ==
        "query other: is not a parameter of this operation; allowed are int, bool, float, str, list, piped, "
        "spaced, x, y, flat, filter[], json, flag, nothing");
    CHECK(violations(read(service, "")) == Lines{"query int: is required"});
}

TEST_CASE("literal segments win over variables, and a slash at the end counts") {
    const WireService service;
    CHECK(service.send("GET", "/v1/things/mine").status == 204);
    CHECK(service.operations().thing_id == "literally mine");
    CHECK(service.send("GET", "/v1/things/a%20b%2Fc").status == 204);
    CHECK(service.operations().thing_id == "a b/c");
    CHECK(service.send("GET", "/v1/things/").status == 204);
    CHECK(service.operations().thing_id == "all");
    CHECK(service.send("GET", "/v1/things").status == 404);
    CHECK(service.send("GET", "/v1/things/a/").status == 404);
}

TEST_CASE("a path parameter may be a part of its segment") {
    const WireService service;
    CHECK(service.send("GET", "/v1/files/a%2Fb%25.json").status == 204);
    CHECK(service.operations().thing_id == "a/b% as json");
    CHECK(service.send("GET", "/v1/files/100%2525%2Eyaml").status == 204);
    CHECK(service.operations().thing_id == "100%25 as yaml");
    CHECK(violations(service.send("GET", "/v1/files/a.xml")) ==
          Lines{"path kind: must be one of json, yaml, not 'xml'"});
    CHECK(service.send("GET", "/v1/files/a").status == 404);
}

TEST_CASE("methods that are declared are served, others are not") {
    const WireService service;
    const auto head = service.send("HEAD", "/v2/query");
    CHECK(head.status == 204);
    CHECK(header(head, "X-Seen") == "true");
    CHECK(service.send("OPTIONS", "/v2/query").status == 204);
    CHECK(service.send("TRACE", "/v2/query").status == 405);
    CHECK(service.send("POST", "/v2/query").status == 405);
    CHECK(service.send("DELETE", "/v2/query", {{"Content-Type", "application/json"}}, "[1,2]").status == 204);
    CHECK(service.operations().deleted->body == std::vector<std::int64_t>{1, 2});
    CHECK(service.send("DELETE", "/v2/query").status == 204);
    CHECK_FALSE(service.operations().deleted->body);
}

}  // namespace
