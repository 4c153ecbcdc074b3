#include "client.hpp"
#include "routes.hpp"
#include "tests/catch.hpp"

namespace {

using Lines = std::vector<std::string>;
using nlohmann::json;

// It answers with what was sent, and notes it.
class Echo : public language::Operations {
  public:
    std::optional<language::Shape> shape;
    std::optional<language::Expression> expression;
    std::optional<language::Member> member;

    language::PutShapeResponse put_shape(const language::PutShapeRequest& request,
                                         gasworks::http::Context& /*context*/) override {
        shape = request.body;
        return language::PutShapeResponse::ok(request.body);
    }
    language::PutExpressionResponse put_expression(const language::PutExpressionRequest& request,
                                                   gasworks::http::Context& /*context*/) override {
        expression = request.body;
        return language::PutExpressionResponse::ok(request.body);
    }
    language::PutMemberResponse put_member(const language::PutMemberRequest& request,
                                           gasworks::http::Context& /*context*/) override {
        member = request.body;
        return language::PutMemberResponse::ok(request.body);
    }
};

struct Service {
    Echo echo;
    gasworks::http::Router router;

    Service() { language::add_routes(router, echo); }
    gasworks::http::Response post(const std::string& path, const std::string& body) const {
        return send(router, "POST", "/v1" + path, {{"Content-Type", "application/json"}}, body);
    }
    // The answer to a body that is taken, and to a member with these properties.
    json taken(const std::string& path, const std::string& body) const {
        const auto response = post(path, body);
        CAPTURE(body, text_of(response));
        REQUIRE(response.status == 200);
        return json_of(response);
    }
    json member(const std::string& properties) const {
        return taken("/members", R"({"name": "a", "level": "low", )" + properties + "}");
    }
    Lines refused(const std::string& properties) const {
        return violations(post("/members", R"({"name": "a", "level": "low", )" + properties + "}"));
    }
};

TEST_CASE("a discriminator chooses among alternatives, by mapping") {
    const Service service;
    CHECK(service.taken("/shapes", R"({"kind": "circle", "radius": 2})") ==
          json({{"kind", "circle"}, {"radius", 2.0}}));
    CHECK(std::get<language::Circle>(*service.echo.shape).radius == 2);
    service.taken("/shapes", R"({"kind": "box", "side": 5})");
    CHECK(std::get<language::Square>(*service.echo.shape).kind == "box");
    CHECK(violations(service.post("/shapes", R"({"kind": "circle", "side": 1})")) ==
          Lines{"body /radius: is required"});
    CHECK(violations(service.post("/shapes", R"({"kind": "line"})")) ==
          Lines{"body /kind: must be one of circle, square, box, not 'line'"});
    CHECK(violations(service.post("/shapes", "{}")) ==
          Lines{"body /kind: is required; it is one of circle, square, box"});
    CHECK(violations(service.post("/shapes", "[]")) == Lines{"body : must be an object, not an array"});
}

TEST_CASE("bounds of OpenAPI 3.1 are exclusive by themselves") {
    const Service service;
    CHECK(violations(service.post("/shapes", R"({"kind": "circle", "radius": 0})")) ==
          Lines{"body /radius: must be greater than 0, not 0"});
    CHECK(violations(service.post("/shapes", R"({"kind": "square", "side": 6})")) ==
          Lines{"body /side: must be at most 5, not 6"});
}

TEST_CASE("a type may contain itself through alternatives") {
    const Service service;
    const std::string nested = R"({"left": 1, "right": {"left": "x", "right": 2.5}})";
    CHECK(service.taken("/expressions", nested) == json::parse(nested));
    const auto& sum = std::get<language::Sum>(*service.echo.expression);
    const language::Sum copy = sum;
    CHECK(std::get<std::int64_t>(*copy.left) == 1);
    const auto& inner = std::get<language::Sum>(*copy.right);
    CHECK(std::get<std::string>(*inner.left) == "x");
    CHECK(std::get<double>(*inner.right) == 2.5);
    const Lines wrong = violations(service.post("/expressions", R"({"left": 1})"));
    REQUIRE(wrong.size() == 1);
    CHECK(wrong.front().find("must be one of alternative 1, alternative 2, alternative 3, Sum") !=
          std::string::npos);
}

TEST_CASE("a value of an empty box is an error, not a crash") {
    const language::Sum empty;
    CHECK_FALSE(empty.left.has_value());
    CHECK_THROWS_AS(*empty.left, std::logic_error);
}

TEST_CASE("the parts of an allOf are one object") {
    const Service service;
    CHECK(service.taken("/members", R"({"name": "Ann", "level": "high"})") ==
          json({{"name", "Ann"}, {"level", "high"}, {"fallback", "high"}}));
    CHECK(violations(service.post("/members", R"({"name": "too long", "level": "middle"})")) ==
          Lines{"body /name: must have at most 5 characters, not 8",
                "body /level: must be one of low, high, not 'middle'"});
    CHECK(violations(service.post("/members", "{}")) ==
          Lines{"body /name: is required", "body /level: is required"});
}

TEST_CASE("what is read-only is not taken, what is write-only is not told") {
    const Service service;
    const json answer = service.member(R"("id": 7, "password": "secret")");
    CHECK_FALSE(answer.contains("id"));
    CHECK_FALSE(answer.contains("password"));
    CHECK(service.echo.member->password == "secret");
    language::Member member;
    member.id = 8;
    CHECK(language::to_json(member)["id"] == 8);
}

TEST_CASE("null where the type says so") {
    const Service service;
    service.member(R"("nickname": null, "parent": null)");
    CHECK_FALSE(service.echo.member->parent);
    service.member(R"("parent": {"name": "b", "level": "high", "parent": {"name": "c", "level": "low"}})");
    CHECK((*(*service.echo.member->parent)->parent)->name == "c");
    CHECK(service.refused(R"("parent": {"name": "b"})") == Lines{"body /parent/level: is required"});
    CHECK(service.refused(R"("digit": null)") == Lines{"body /digit: must be an integer, not null"});
}

TEST_CASE("several types at once, each with its own limits") {
    const Service service;
    service.member(R"("size": 3)");
    CHECK(std::get<std::int64_t>(*service.echo.member->size) == 3);
    service.member(R"("size": "ab")");
    CHECK(std::get<std::string>(*service.echo.member->size) == "ab");
    CHECK(service.refused(R"("size": 2)") == Lines{"body /size: must be one of alternative 1, alternative 2; "
                                                   "the closest is alternative 1: /size must "
                                                   "be at least 3, not 2"});
    CHECK(service.refused(R"("size": "a")").size() == 1);
    CHECK(service.refused(R"("size": true)").size() == 1);
}

TEST_CASE("enums and constants of every type") {
    const Service service;
    service.member(R"("ratio": 1.0, "mixed": [1, 2], "digit": 2, "version": 2)");
    service.member(R"("mixed": null)");
    CHECK(service.refused(R"("ratio": 0.7, "mixed": "two", "digit": 3, "version": 1)") ==
          Lines{"body /ratio: must be one of 0.5, 1, 2.5, not 0.7",
                "body /mixed: must be one of 1, \"one\", null, true, [1,2], not \"two\"",
                "body /digit: must be one of 1, 2, not 3", "body /version: must be one of 2, not 1"});
}

TEST_CASE("oneOf takes what exactly one schema takes") {
    const Service service;
    service.member(R"("contact": "a@example.org", "code": 9)");
    CHECK(*service.echo.member->code == 9);
    service.member(R"("contact": "https://example.org/", "code": 10)");
    CHECK(service.refused(R"("code": 15)") == Lines{"body /code: must be exactly one of several things, but "
                                                    "is each of alternative 1, alternative 2"});
    CHECK(service.refused(R"("code": 7)").size() == 1);
    CHECK(service.refused(R"("contact": "neither")").size() == 1);
}

TEST_CASE("what stands beside oneOf holds for every alternative") {
    const Service service;
    service.member(R"("part": {"shared": 1, "a": 2})");
    CHECK(std::get<language::MemberPartAlternative1>(*service.echo.member->part).a == 2);
    service.member(R"("part": {"shared": 1, "b": 3})");
    CHECK(std::get<language::MemberPartAlternative2>(*service.echo.member->part).b == 3);
    CHECK(service.refused(R"("part": {"a": 2})").size() == 1);
    CHECK(service.refused(R"("part": {"shared": 1, "a": 2, "b": 3})").size() == 1);
}

TEST_CASE("free-form objects and further properties are kept") {
    const Service service;
    const json answer =
        service.member(R"("more": {"x": [1, {"y": null}]}, "open": {"known": 1, "other": true})");
    CHECK(answer["more"] == json::parse(R"({"x": [1, {"y": null}]})"));
    CHECK(answer["open"] == json::parse(R"({"known": 1, "other": true})"));
    CHECK(service.refused(R"("open": {"other": 1})") ==
          Lines{"body /open/other: must be true or false, not a number"});
    CHECK(service.refused(R"("blob": "?")").size() == 1);
}

}  // namespace
