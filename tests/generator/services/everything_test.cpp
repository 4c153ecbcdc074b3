#include <fstream>
#include <iterator>

#include "service.hpp"
#include "tests/catch.hpp"

namespace {

using Lines = std::vector<std::string>;

std::string document_file() {
    std::ifstream file(GASWORKS_SOURCE_DIR "/tests/generator/services/everything.yaml", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST_CASE("defaults fill what a request leaves out") {
    const Service service;
    const auto response = service.send("GET", "/api/v1/people/7/pets");
    REQUIRE(response.status == 200);
    const auto& request = *service.operations().listed;
    CHECK(request.person_id == 7);
    CHECK(request.sort == everything::ListPetsSort::name);
    CHECK(request.limit == 20);
    CHECK(request.alive);
    CHECK_FALSE(request.tag);
    CHECK_FALSE(request.years);
    CHECK_FALSE(request.ratio);
    CHECK_FALSE(request.day);
    CHECK_FALSE(request.id_in_query);
    CHECK_FALSE(request.id_in_header);
    CHECK_FALSE(request.session);
    CHECK(request.accept == everything::ListPetsMediaType::application_json);
}

TEST_CASE("parameters of every place, type and style reach the operation") {
    const Service service;
    const auto response = service.send("GET",
                                       "/api/v1/people/9223372036854775807/"
                                       "pets?tag=a%26b&tag=c+d%2Be&years=3,1,2&sort=2nd&limit=25&ratio=2.5e-1"
                                       "&alive=false&day=2024-02-29&id=abc&accept=x",
                                       {{"ID", "from header"},
                                        {"x-colours", "red, blue"},
                                        {"X-Colours", "green"},
                                        {"Cookie", "a=b; session=s%20t"}});
    REQUIRE(response.status == 200);
    const auto& request = *service.operations().listed;
    CHECK(request.person_id == INT64_MAX);
    CHECK(request.tag == Lines{"a&b", "c d+e"});
    CHECK(request.years == std::vector<std::int32_t>{3, 1, 2});
    CHECK(request.sort == everything::ListPetsSort::value_2nd);
    CHECK(request.limit == 25);
    CHECK(request.ratio == 0.25);
    CHECK_FALSE(request.alive);
    CHECK(request.day == "2024-02-29");
    CHECK(request.id_in_query == "abc");
    CHECK(request.id_in_header == "from header");
    CHECK(request.x_colours == Lines{"red", "blue", "green"});
    CHECK(request.session == "s t");
    CHECK(request.accept_2 == "x");
}

TEST_CASE("everything that is wrong with the parameters is in one answer") {
    const Service service;
    const auto response =
        service.send("GET",
                     "/api/v1/people/0/pets?tag=&years=1,x,1,99&sort=size&limit=7&ratio=0&alive=yes"
                     "&day=2023-02-29&id=ABC&unknown=1&limit2=%zz");
    REQUIRE(response.status == 400);
    CHECK(header(response, "Content-Type") == "application/problem+json");
    CHECK(json_of(response)["instance"] == "request-1");
    CHECK(json_of(response)["detail"] == "11 things are wrong with this request");
    CHECK(violations(response) == Lines{"path person-id: must be at least 1, not 0",
                                        "query tag: item 1: must have at least 1 character, not 0",
                                        "query years: item 2: must be an integer, not 'x'",
                                        "query sort: must be one of name, -name, 2nd, class, not 'size'",
                                        "query limit: must be a multiple of 5, not 7",
                                        "query ratio: must be greater than 0, not 0",
                                        "query alive: must be true or false, not 'yes'",
                                        "query day: must be a date such as 2026-02-28, not '2023-02-29'",
                                        "query id: must match the pattern ^[a-z]+$, not be 'ABC'",
                                        "query unknown: is not a parameter of this operation; allowed are "
                                        "tag, years, sort, limit, ratio, alive, "
                                        "day, id, accept",
                                        "query limit2: is not a parameter of this operation; allowed are "
                                        "tag, years, sort, limit, ratio, alive, "
                                        "day, id, accept"});
    CHECK_FALSE(service.operations().listed);
}

TEST_CASE("values that are nearly right are refused") {
    const Service service;
    const auto wrong = [&](const std::string& query) {
        const auto response = service.send("GET", "/api/v1/people/1/pets?" + query);
        CHECK(response.status == 400);
        return violations(response);
    };
    CHECK(wrong("limit=5&limit=10") == Lines{"query limit: occurs 2 times; once is allowed"});
    CHECK(wrong("limit=") == Lines{"query limit: must be an integer, not ''"});
    CHECK(wrong("limit=+5") == Lines{"query limit: must be an integer, not ' 5'"});
    CHECK(wrong("limit=5.0") == Lines{"query limit: must be an integer, not '5.0'"});
    CHECK(wrong("limit=99999999999999999999") == Lines{"query limit: must be between 1 and 100, not 1e+20"});
    CHECK(wrong("limit=105") == Lines{"query limit: must be at most 100, not 105"});
    CHECK(wrong("ratio=NaN") == Lines{"query ratio: must be a number, not 'NaN'"});
    CHECK(wrong("ratio=1e999") == Lines{"query ratio: must be a number, not '1e999'"});
    CHECK(wrong("years=1,2,1") == Lines{"query years: item 3: must not repeat an earlier item"});
    CHECK(wrong("years=1,41") == Lines{"query years: item 2: must be at most 40, not 41"});
    CHECK(wrong("tag=a&tag=b&tag=c&tag=d") == Lines{"query tag: must have at most 3 items, not 4"});
    CHECK(wrong("tag=%ff") == Lines{"query tag: item 1: must be UTF-8"});
    CHECK(wrong("tag=%4") == Lines{"query tag: item 1: can't be decoded: '%4' is not a percent sign with two "
                                   "hexadecimal digits; write % itself as %25"});
    CHECK(wrong("id=abcdefghi") == Lines{"query id: must have at most 8 characters, not 9"});
    CHECK(wrong("%ff=1").size() == 1);
    const auto text = service.send("GET", "/api/v1/people/1x/pets");
    CHECK(violations(text) == Lines{"path person-id: must be an integer, not '1x'"});
}

TEST_CASE("an empty list is a list without items") {
    const Service service;
    REQUIRE(service.send("GET", "/api/v1/people/1/pets?years=").status == 200);
    CHECK(service.operations().listed->years == std::vector<std::int32_t>{});
}

TEST_CASE("the answer's media type follows Accept") {
    const Service service;
    const auto type = [&](const std::string& accept) {
        return header(service.send("GET", "/api/v1/people/1/pets", {{"Accept", accept}}), "Content-Type");
    };
    CHECK(type("*/*") == "application/json");
    CHECK(type("text/*") == "text/csv; charset=utf-8");
    CHECK(type("image/png;q=0.5, text/csv;q=0.4") == "image/png");
    CHECK(type("application/json;q=0, */*") == "text/csv; charset=utf-8");
    const auto refused = service.send("GET", "/api/v1/people/1/pets", {{"Accept", "application/xml"}});
    CHECK(refused.status == 406);
    CHECK_THAT(json_of(refused)["detail"].get<std::string>(),
               ContainsSubstring("application/json, text/csv, image/png"));
    CHECK(header(service.send("GET", "/api/v1/people/1/pets"), "Vary") == "Accept");
}

TEST_CASE("answers carry their status, headers and content") {
    const Service service;
    const auto found = service.send("GET", "/api/v1/people/1/pets");
    CHECK(header(found, "X-Total") == "1");
    CHECK(header(found, "X-Sorted") == "true");
    const auto pet = json_of(found)[0];
    CHECK(pet["children"][0]["name"] == "Tom");
    CHECK(pet["kind"] == "cat");
    CHECK(pet["aliases"] == nlohmann::json::array({"one", "two"}));
    CHECK_FALSE(pet.contains("mood"));
    CHECK_FALSE(pet.contains("chip"));

    // Errors are problems whatever the client accepts.
    const auto missing = service.send("GET", "/api/v1/people/404/pets", {{"Accept", "text/csv"}});
    CHECK(missing.status == 404);
    CHECK(header(missing, "Content-Type") == "application/problem+json");
    CHECK(json_of(missing)["detail"] == "nobody has the number 404");
    CHECK(json_of(missing)["title"] == "Not Found");
}

TEST_CASE("an operation without a request body takes none") {
    const Service service;
    CHECK(service.send("GET", "/api/v1/people/1/pets", {}, "x").status == 400);
}

TEST_CASE("the document is served byte for byte, and as JSON") {
    const Service service;
    const auto yaml = service.send("GET", "/openapi.yaml");
    CHECK(text_of(yaml) == document_file());
    CHECK(header(yaml, "Content-Type") == "application/yaml");
    const auto json = service.send("GET", "/api/v1/openapi.json");
    CHECK(json_of(json)["info"]["version"] == "1.0");
    CHECK(json_of(json)["components"]["schemas"]["Pet"]["properties"].contains("2d"));
    CHECK(json_of(json)["components"]["schemas"]["Pet"]["properties"]["legs"]["enum"][1] == 2);
    const std::string tag = header(json, "ETag");
    REQUIRE_FALSE(tag.empty());
    CHECK(service.send("GET", "/openapi.json", {{"If-None-Match", tag}}).status == 304);
    CHECK(service.send("GET", "/openapi.json", {{"If-None-Match", "\"other\""}}).status == 200);
}

TEST_CASE("routes know their method, base path and workload") {
    const Service service;
    CHECK(service.send("GET", "/people/1/pets").status == 404);
    CHECK(service.send("PATCH", "/api/v1/people/1/pets").status == 405);
    const auto found = service.router().find("POST", "/api/v1/people/1/pets");
    REQUIRE(std::holds_alternative<gasworks::http::Router::Found>(found));
    const auto& route = *std::get<gasworks::http::Router::Found>(found).route;
    CHECK(route.operation_id == "add-pet");
    CHECK(route.workload == gasworks::http::Workload::immediate);
}

}  // namespace
