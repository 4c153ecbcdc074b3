#include "service.hpp"
#include "tests/catch.hpp"

namespace {

const std::string pet = R"({"name":"Tom","born":"2020-02-29T12:00:00Z","owner":{"email":"jon@example.org"}})";

gasworks::http::Response add(const Service& service, Service::Fields fields) {
    fields.emplace_back("Content-Type", "application/json");
    return service.send("POST", "/api/v1/people/1/pets", fields, pet);
}

gasworks::http::Response send_picture(const Service& service, const std::string& query,
                                      Service::Fields fields) {
    fields.emplace_back("Content-Type", "image/png");
    return service.send("POST", "/pictures" + query, fields, "x");
}

TEST_CASE("a bearer token lets a request pass and names its principal") {
    const Service service;
    CHECK(add(service, {{"Authorization", "Bearer secret"}}).status == 201);
    CHECK(service.operations().principal == "somebody by token");
    CHECK(add(service, {{"Authorization", "bearer secret"}}).status == 201);
}

TEST_CASE("missing and wrong credentials get 401 and a challenge") {
    const Service service;
    const auto missing = add(service, {});
    CHECK(missing.status == 401);
    CHECK(header(missing, "WWW-Authenticate") == "Bearer realm=\"token\"");
    CHECK(header(missing, "Content-Type") == "application/problem+json");
    const auto wrong = add(service, {{"Authorization", "Bearer guessed"}});
    CHECK(wrong.status == 401);
    CHECK_THAT(header(wrong, "WWW-Authenticate"), ContainsSubstring("error=\"invalid_token\""));
    CHECK(add(service, {{"Authorization", "Basic c2VjcmV0"}}).status == 401);
    CHECK(add(service, {{"Authorization", "Bearer"}}).status == 401);
    CHECK_FALSE(service.operations().added);
}

TEST_CASE("of one alternative every scheme must be satisfied, of several one is enough") {
    const Service service;
    const std::string basic = "Basic am9uOnNlY3JldA==";  // jon:secret
    CHECK(send_picture(service, "", {{"Authorization", basic}, {"X-Key", "secret"}}).status == 204);
    CHECK(service.operations().principal == "jon by basic");
    CHECK(send_picture(service, "", {{"Authorization", basic}}).status == 401);
    CHECK(send_picture(service, "", {{"Authorization", basic}, {"X-Key", "wrong"}}).status == 401);
    CHECK(send_picture(service, "?api_key=secret", {}).status == 204);
    CHECK(service.operations().principal == "somebody by queryKey");
    CHECK(send_picture(service, "", {{"Cookie", "key=secret"}}).status == 204);
    CHECK(service.operations().principal == "somebody by cookieKey");
    const auto refused = send_picture(service, "", {});
    CHECK(refused.status == 401);
    CHECK(refused.headers.all("WWW-Authenticate").size() == 4);
}

TEST_CASE("optional credentials may be missing, not wrong") {
    const Service service;
    CHECK(service.send("POST", "/api/v1/parts").status == 200);
    CHECK_FALSE(service.operations().principal);
    CHECK(service.send("POST", "/api/v1/parts", {{"Authorization", "Bearer secret"}}).status == 200);
    CHECK(service.operations().principal == "somebody by token");
    CHECK(service.send("POST", "/api/v1/parts", {{"Authorization", "Bearer wrong"}}).status == 401);
}

TEST_CASE("operations that ask for credentials can't be routed without an authenticator") {
    RecordingOperations operations;
    gasworks::http::Router router;
    CHECK_THROWS_WITH(everything::add_routes(router, operations), ContainsSubstring("give an authenticator"));
}

}  // namespace
