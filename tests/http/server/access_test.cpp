#include <thread>

#include "http/guards.hpp"
#include "tests/catch.hpp"
#include "tests/http/server/test_server.hpp"

using namespace http_test;
using gasworks::http::Credentials;
using gasworks::http::Verdict;

namespace {

/// Counts what it is asked, and by which threads.
struct Checks {
    std::mutex mutex;
    std::vector<std::thread::id> slow;
    std::atomic<int> known = 0;
    Gate* gate = nullptr;

    Verdict check(const Credentials& credentials) {
        if (credentials.kind != Credentials::Kind::basic) {
            return credentials.secret == "key" ? Verdict(std::string("robot")) : Verdict(std::nullopt);
        }
        if (credentials.at_once && known == 0) return Verdict::later();
        if (!credentials.at_once) {
            const std::lock_guard lock(mutex);
            slow.push_back(std::this_thread::get_id());
        }
        if (gate != nullptr && !credentials.at_once) gate->pass();
        if (credentials.secret != "good") return std::nullopt;
        ++known;
        return credentials.user;
    }
};

ServerOptions options(Checks& checks, unsigned failures = 1000) {
    ServerOptions options;
    options.access.failures_per_minute = failures;
    options.access.authenticator = [&checks](const Credentials& credentials) {
        return checks.check(credentials);
    };
    return options;
}

/// Says who was let in; asks for a token itself, which nobody can have.
Router routes() {
    const auto principal = [](const Request&, const PathParameters&, Context& context) {
        return text(context.principal.value_or("nobody"));
    };
    Router router;
    router.add({"GET", "/who", "who", Workload::immediate, principal});
    router.add({"GET", "/who-worker", "who_worker", Workload::ordinary, principal});
    router.add({"GET", "/livez", "livez", Workload::immediate, principal});
    const gasworks::http::SecurityScheme token{.name = "token", .kind = Credentials::Kind::bearer};
    router.add({"GET", "/guarded", "guarded", Workload::ordinary,
                gasworks::http::guarded(
                    {{token}}, [](const Credentials&) { return std::nullopt; }, principal)});
    return router;
}

const std::string good = "Authorization: Basic YWRhOmdvb2Q=\r\n";  // ada:good
const std::string bad = "Authorization: Basic YWRhOmJhZA==\r\n";   // ada:bad

std::string get(const std::string& path, const std::string& fields = "", const std::string& method = "GET") {
    return method + ' ' + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + fields + "\r\n";
}

TEST_CASE("with an operator's authenticator everything but health asks for credentials") {
    Checks checks;
    TestServer server(options(checks), routes());
    for (const char* path : {"/who", "/who-worker", "/guarded", "/hello", "/nothing", "/%zz"}) {
        CAPTURE(path);
        const auto response = server.ask(get(path));
        CHECK(response.status == 401);
        CHECK(response.has("www-authenticate"));
        CHECK(server.ask(get(path, bad)).status == 401);
    }
    CHECK(server.ask(get("/who", "", "POST")).status == 401);
    CHECK(server.ask(get("/who", "", "OPTIONS")).status == 401);
    CHECK(server.ask(get("/livez")).body == "nobody");
    CHECK(server.ask(get("/livez", bad)).status == 200);
}

TEST_CASE("good credentials let in, and the handler knows whose they are") {
    Checks checks;
    TestServer server(options(checks), routes());
    CHECK(server.ask(get("/who", good)).body == "ada");
    CHECK(server.ask(get("/who-worker", good)).body == "ada");
    CHECK(server.ask(get("/who", "X-API-Key: key\r\n")).body == "robot");
    CHECK(server.ask(get("/who", "Authorization: Bearer key\r\n")).body == "robot");
    // The route's own scheme, checked by the operator's authenticator instead of its own.
    CHECK(server.ask(get("/guarded", "Authorization: Bearer key\r\n")).body == "robot");
    CHECK(server.ask(get("/guarded", good)).status == 401);
    CHECK(server.ask(get("/nothing", good)).status == 404);
    CHECK(server.ask(get("/who", good, "POST")).status == 405);
    RawClient head = server.connect();
    head.send(get("/who", good, "HEAD"));
    CHECK(head.read_response(true).status == 200);
}

TEST_CASE("checks that take time are made by one thread that does nothing else") {
    Checks checks;
    Gate gate;
    checks.gate = &gate;
    TestServer server(options(checks), routes());
    std::vector<RawClient> clients;
    for (int i = 0; i < 8; ++i) {
        clients.push_back(server.connect());
        clients.back().send(get(i % 2 == 0 ? "/who" : "/who-worker", good));
    }
    REQUIRE(eventually([&] { return gate.arrived() == 1; }));
    // Nobody else waits for that.
    CHECK(server.ask(get("/livez")).status == 200);
    CHECK(server.ask(get("/who-worker", "X-API-Key: key\r\n")).body == "robot");
    gate.open();
    for (RawClient& client : clients)
        CHECK(client.read_response().body == "ada");
    for (const auto& thread : checks.slow)
        CHECK(thread == checks.slow.front());
}

TEST_CASE("more checks than may wait are refused with Retry-After") {
    Checks checks;
    Gate gate;
    checks.gate = &gate;
    ServerOptions few = options(checks);
    few.access.password_checks = 1;
    TestServer server(few, routes());
    std::vector<RawClient> clients;
    for (int i = 0; i < 2; ++i) {
        clients.push_back(server.connect());
        clients.back().send(get("/who", good));
        if (i == 0) REQUIRE(eventually([&] { return gate.arrived() == 1; }));
    }
    std::optional<RawResponse> refused;
    REQUIRE(eventually([&] {
        clients.push_back(server.connect());
        clients.back().send(get("/who", good));
        return true;
    }));
    refused = clients.back().read_response();
    CHECK(refused->status == 503);
    CHECK(refused->has("retry-after"));
    CHECK(server.ask(get("/livez")).status == 200);
    gate.open();
    CHECK(clients[0].read_response().status == 200);
    CHECK(clients[1].read_response().status == 200);
}

TEST_CASE("whoever fails too often has to wait, also with good credentials") {
    Checks checks;
    TestServer server(options(checks, 3), routes());
    for (int i = 0; i < 20; ++i)
        CHECK(server.ask(get("/who")).status == 401);  // none sent: no guess
    for (int i = 0; i < 3; ++i)
        CHECK(server.ask(get("/who", bad)).status == 401);
    const auto refused = server.ask(get("/who", good));
    CHECK(refused.status == 429);
    CHECK(std::stoi(refused.header("retry-after")) >= 1);
    CHECK(std::stoi(refused.header("retry-after")) <= 20);
    CHECK(server.ask(get("/who", "X-API-Key: key\r\n")).status == 429);
    CHECK(server.ask(get("/who")).status == 401);
    CHECK(server.ask(get("/livez", bad)).status == 200);
}

TEST_CASE("a page elsewhere does not use the password that a person gave the browser") {
    Checks checks;
    Router more = routes();
    more.add({"GET", "/ui/", "ui", Workload::immediate,
              [](const Request&, const PathParameters&, Context&) { return text("page"); }});
    TestServer server(options(checks), std::move(more));
    const std::string elsewhere = "Sec-Fetch-Site: cross-site\r\n";
    CHECK(server.ask(get("/who", good + elsewhere)).status == 403);
    CHECK(server.ask(get("/who", good + "Origin: https://evil.example\r\n")).status == 403);
    CHECK(server.ask(get("/who", good + "Origin: http://x\r\n")).status == 200);
    CHECK(server.ask(get("/who", good + "Sec-Fetch-Site: same-origin\r\n")).status == 200);
    CHECK(server.ask(get("/ui/", good + elsewhere)).body == "page");
}

TEST_CASE("a page elsewhere makes nobody's browser do anything, also where nobody is asked for credentials") {
    Router more = routes();
    more.add({"POST", "/who", "change", Workload::immediate,
              [](const Request&, const PathParameters&, Context&) { return text("changed"); }});
    TestServer server({}, std::move(more));
    const std::string elsewhere = "Sec-Fetch-Site: cross-site\r\n";
    CHECK(server.ask(get("/who", elsewhere, "POST")).status == 403);
    CHECK(server.ask(get("/who-worker", elsewhere)).status == 403);
    CHECK(server.ask(get("/who-worker", "Origin: https://evil.example\r\n")).status == 403);
    CHECK(server.ask(get("/who-worker", "Origin: null\r\n")).status == 403);
    CHECK(server.ask(get("/livez", elsewhere)).status == 200);
    CHECK(server.ask(get("/who", elsewhere)).status == 200);
    CHECK(server.ask(get("/who-worker", "Sec-Fetch-Site: none\r\n")).status == 200);
    CHECK(server.ask(get("/who", "Origin: http://x\r\n", "POST")).body == "changed");
}

TEST_CASE("a name that was made to stand for this machine is not answered to") {
    ServerOptions options;
    options.access.host_names = {"localhost"};
    TestServer server(options, routes());
    const auto ask = [&](const std::string& host) {
        return server.ask("GET /who HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\n\r\n");
    };
    CHECK(ask("localhost:8080").status == 200);
    CHECK(ask("127.0.0.1").status == 200);
    CHECK(ask("evil.example:8080").status == 421);
    CHECK_THAT(ask("evil.example:8080").body, ContainsSubstring("--host-name"));
}

TEST_CASE("who has no credentials is told so before a large body comes") {
    Checks checks;
    TestServer server(options(checks), routes());
    RawClient client = server.connect();
    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
    CHECK(client.read_response().status == 401);
}

TEST_CASE("behind a trusted proxy each of its clients is one") {
    Checks checks;
    ServerOptions behind = options(checks, 1);
    behind.access.trusted_proxies = {gasworks::net::Network::parse("127.0.0.1").value()};
    TestServer server(behind, routes());
    CHECK(server.ask(get("/who", bad + "X-Forwarded-For: 198.51.100.1\r\n")).status == 401);
    CHECK(server.ask(get("/who", bad + "X-Forwarded-For: 198.51.100.1\r\n")).status == 429);
    CHECK(server.ask(get("/who", bad + "X-Forwarded-For: 1.2.3.4, 198.51.100.1\r\n")).status == 429);
    CHECK(server.ask(get("/who", good + "X-Forwarded-For: 198.51.100.2\r\n")).status == 200);
}

TEST_CASE("without a trusted proxy X-Forwarded-For is what anyone may write") {
    Checks checks;
    TestServer server(options(checks, 1), routes());
    CHECK(server.ask(get("/who", bad + "X-Forwarded-For: 198.51.100.1\r\n")).status == 401);
    CHECK(server.ask(get("/who", bad + "X-Forwarded-For: 198.51.100.2\r\n")).status == 429);
}

TEST_CASE("a browser's question before a request needs no credentials, its answer names the origin") {
    Checks checks;
    ServerOptions cors = options(checks);
    cors.access.cors_origins = {"https://a.example"};
    TestServer server(cors, routes());
    const std::string asked = "Access-Control-Request-Method: GET\r\n";
    const auto allowed = server.ask(get("/who", "Origin: https://a.example\r\n" + asked, "OPTIONS"));
    CHECK(allowed.status == 204);
    CHECK(allowed.header("access-control-allow-origin") == "https://a.example");
    const auto other = server.ask(get("/who", "Origin: https://b.example\r\n" + asked, "OPTIONS"));
    CHECK(other.status == 403);
    CHECK_FALSE(other.has("access-control-allow-origin"));
    const auto refused = server.ask(get("/who", "Origin: https://a.example\r\n"));
    CHECK(refused.status == 401);
    CHECK(refused.header("access-control-allow-origin") == "https://a.example");
    CHECK(server.ask(get("/hello", good)).header("vary") == "Origin");
}

}  // namespace
