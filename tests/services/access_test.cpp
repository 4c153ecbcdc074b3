// A generated service whose document says nothing of credentials, started with --auth-file.
#include "tests/catch.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/services/service_process.hpp"

namespace {

TEST_CASE("a generated service asks for credentials when its operator does") {
    const TemporaryFolder folder;
    const std::string file = (folder / "auth").string();
    const Finished made = Gasworks().run({"auth", "key", file, "ci"});
    REQUIRE(made.code == 0);
    const std::string key = "X-API-Key: " + made.out.substr(0, made.out.find('\n'));

    const StartedService service("calculator", {"--auth-file", file, "--cors-origin", "https://a.example"});
    const std::string root = service.base().substr(0, service.base().rfind('/'));
    const std::string add = service.base() + "/add?x=1&y=2";
    CHECK(http_get(root + "/livez").status == 200);
    for (const std::string& url :
         {add, service.base() + "/ui/", service.base() + "/openapi.json", root + "/"}) {
        CAPTURE(url);
        CHECK(http_get(url).status == 401);
        CHECK(http_get(url, {"X-API-Key: guess"}).status == 401);
    }
    const Answer sum = http_get(add, {key, "Origin: https://a.example"});
    CHECK(sum.json()["result"] == 3);
    CHECK(sum.headers.at("access-control-allow-origin") == "https://a.example");

    const auto document = http_get(service.base() + "/openapi.json", {key}).json();
    CHECK(document["security"].size() == 3);
    CHECK(document["paths"]["/add"]["get"]["security"].size() == 3);
    CHECK(document["paths"]["/add"]["get"]["responses"].contains("401"));
    CHECK(document["components"]["securitySchemes"]["apiKey"]["name"] == "X-API-Key");
    CHECK(document["components"]["schemas"].is_object());
}

TEST_CASE("a generated service with a file of credentials that can't be used does not start") {
    const TemporaryFolder folder;
    put_file(folder / "auth", "ada:plain\n");
    const Finished finished = run_program(
        {service_program("calculator"), "--port", "0", "--auth-file", (folder / "auth").string()});
    CHECK(finished.code == 2);
    CHECK_THAT(finished.err, ContainsSubstring("auth:1: the user 'ada': "));
}

}  // namespace
