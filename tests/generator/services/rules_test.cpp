// A service generated from rules.yaml: keywords that check and shape no type, and defaults of every kind.
#include <map>

#include "client.hpp"
#include "document.hpp"
#include "operations.hpp"
#include "routes.hpp"
#include "tests/catch.hpp"

namespace {

using namespace rules;
namespace http = gasworks::http;
using nlohmann::json;

class Service : public Operations {
  public:
    PutRulesResponse put_rules(const PutRulesRequest& request, http::Context& /*context*/) override {
        last = request;
        return PutRulesResponse::ok(request.body);
    }
    GetAnythingResponse get_anything(const GetAnythingRequest& /*request*/,
                                     http::Context& /*context*/) override {
        return GetAnythingResponse::otherwise(202);
    }
    PutRulesRequest last;
};

struct Fixture {
    Fixture() { add_routes(router, service); }

    http::Response post(const json& body, const std::string& query = "") const {
        return send(router, "POST", "/v1/rules" + query, {{"Content-Type", "application/json"}}, body.dump());
    }
    // The one violation, or the status.
    std::string refused(const json& body, const std::string& query = "") const {
        const auto response = post(body, query);
        if (response.status != 400) return std::to_string(response.status);
        const auto lines = violations(response);
        REQUIRE(lines.size() == 1);
        return lines.front();
    }

    Service service;
    http::Router router;
};

TEST_CASE_METHOD(Fixture, "what the keywords allow is taken") {
    const std::map<std::string, std::vector<json>> valid = {
        {"word", {"fine"}},
        {"payment", {{{"kind", "card"}, {"card", "1"}}, {{"iban", "2"}}}},
        {"list", {{7}, {1, 7, 7}}},
        {"pair", {{"a", 1}, {"a"}, json::array()}},
        {"loose", {{1, "a", nullptr}}},
        {"named", {{{"n1", 1}}, json::object()}},
        {"mixed", {{{"a", "x"}, {"n1", 1}, {"other", true}}}},
        {"keys", {{{"abc", 1}}}},
        {"address", {{{"street", "a"}, {"city", "b"}}, {{"city", "b"}, {"zip", "1"}}}},
        {"closed", {{{"id", 1}, {"name", "a"}}}},
        {"both", {7, "ab"}},
        {"either", {{{"a", "x"}}, {{"b", "x"}}}},
        {"open", {{{"x", 1}}}},
        {"ip", {"192.0.2.1"}},
        {"strange", {"anything"}},
        {"tiny", {0, 255}},
        {"tree", {{{"children", {{{"name", "a"}}}}}}}};
    for (const auto& [name, values] : valid) {
        for (const json& value : values) {
            CAPTURE(name, value.dump());
            CHECK(refused({{name, value}}) == "200");
        }
    }
}

TEST_CASE_METHOD(Fixture, "what the keywords forbid is refused by name") {
    CHECK(refused({{"word", "forbidden"}}) ==
          "body /word: must not be what this schema describes: {\"enum\":[\"forbidden\"]}");
    CHECK(refused({{"payment", {{"kind", "card"}}}}) == "body /payment/card: is required");
    CHECK(refused({{"payment", {{"kind", "cash"}}}}) == "body /payment/iban: is required");
    CHECK(refused({{"list", {1}}}) ==
          "body /list: must contain at least 1 item of this schema, not 0: {\"const\":7}");
    CHECK(refused({{"list", {7, 7, 7}}}) ==
          "body /list: must contain at most 2 items of this schema, not 3: {\"const\":7}");
    CHECK(refused({{"pair", {1}}}) == "body /pair/0: must be a string, not a number");
    CHECK(refused({{"pair", {"a", 1, 2}}}) == "body /pair/2: is not allowed");
    CHECK(refused({{"named", {{"x", 1}}}}) == "body /named/x: is not allowed");
    CHECK(refused({{"mixed", {{"n1", "a"}}}}) == "body /mixed/n1: must be an integer, not a string");
    CHECK(refused({{"mixed", {{"other", 1}}}}) == "body /mixed/other: must be a boolean, not a number");
    CHECK(refused({{"keys", {{"A", 1}}}}) ==
          "body /keys/A: the name must match the pattern ^[a-z]+$, not be 'A'");
    CHECK(refused({{"address", {{"street", "a"}}}}) ==
          "body /address/city: is required where street is there");
    CHECK(refused({{"address", {{"zip", "a"}}}}) == "body /address/city: is required");
    CHECK(refused({{"closed", {{"id", 1}, {"colour", 1}}}}) == "body /closed/colour: is not allowed");
    CHECK_THAT(refused({{"both", "abc"}}), ContainsSubstring("body /both: must be one of alternative 1"));
    CHECK_THAT(refused({{"either", json::object()}}), ContainsSubstring("body /either: must be one of"));
    CHECK(refused({{"open", {{"y", 1}}}}) == "body /open/x: is required");
    CHECK(refused({{"nothing", 1}}) == "body /nothing: is not allowed");
    CHECK(refused({{"ip", "1.2.3"}}) == "body /ip: must be an IPv4 address such as 192.0.2.1, not '1.2.3'");
    CHECK(refused({{"tiny", 256}}) == "body /tiny: must be at most 255, not 256");
    CHECK_THAT(refused(json::object(), "?odd=2"), ContainsSubstring("query odd: must not be"));
    CHECK(refused(json::object(), "?odd=3") == "200");
}

TEST_CASE_METHOD(Fixture, "defaults of every kind are in place") {
    REQUIRE(post(json::object()).status == 200);
    const PutRulesRequest& request = service.last;
    CHECK(request.window.width == 3);
    CHECK(request.window.height == 2);
    const Rules& body = request.body;
    CHECK(body.size.width == 4);
    CHECK(body.size.height == 2);
    REQUIRE(body.sizes.size() == 2);
    CHECK(body.sizes[1].height == 3);
    CHECK(body.weights == std::map<std::string, double>{{"a", 0.5}});
    CHECK(body.free == json{{"any", {1, nullptr}}});
    CHECK(std::get<Size>(body.shape).width == 9);
    CHECK(body.limit == 5);
    CHECK_FALSE(body.unset);
    CHECK(body.colours == std::vector<Colour>{Colour::green});
    CHECK(json_of(post({{"limit", nullptr}})).at("limit").is_null());
}

TEST_CASE_METHOD(Fixture, "an operation without responses may give any status") {
    CHECK(send(router, "GET", "/v1/anything").status == 202);
}

}  // namespace
