#include <memory>

#include "tests/catch.hpp"
#include "tests/http/server/test_server.hpp"

// An answer of bytes that somebody keeps, as of a file that is larger than memory, which is let go of as soon
// as it is sent or can't be.

namespace {

using namespace http_test;

/// A route whose answers are of kept bytes, and how many of these are still kept.
class Keeping {
  public:
    Router routes() const {
        Router router;
        router.add({"GET", "/kept", "kept", Workload::ordinary,
                    [counter = counter_](const Request&, const PathParameters&, Context&) {
                        // What each answer keeps: a share of the counter, and the bytes.
                        struct Kept {
                            std::shared_ptr<const int> counter;
                            std::string bytes;
                        };
                        auto kept = std::make_shared<const Kept>(Kept{counter, std::string(large_size, 'k')});
                        const std::string_view bytes = kept->bytes;
                        return gasworks::http::ok(gasworks::http::KeptBytes{std::move(kept), bytes},
                                                  "application/gzip");
                    }});
        return router;
    }
    /// Besides this object and the route itself.
    bool nothing_is_kept() const { return counter_.use_count() <= owners_; }
    void note_owners() { owners_ = counter_.use_count(); }

  private:
    std::shared_ptr<const int> counter_ = std::make_shared<const int>(0);
    long owners_ = 0;
};

struct Scene {
    explicit Scene(const ServerOptions& options = {}) : server(options, keeping.routes()) {
        keeping.note_owners();
    }
    Keeping keeping;
    TestServer server;
};

RawClient slow_client(const TestServer& server) {
    RawClient::Options options;
    options.receive_buffer = 4096;
    return {server.port(), options};
}

}  // namespace

TEST_CASE("kept bytes arrive whole, with their length, and are let go of") {
    Scene scene;
    RawClient client = scene.server.connect();
    for (int i = 0; i < 3; ++i) {
        const RawResponse answer = client.ask(get("/kept"));
        CHECK(answer.status == 200);
        CHECK(answer.header("content-length") == std::to_string(large_size));
        CHECK(answer.body == std::string(large_size, 'k'));
        CHECK(eventually([&] { return scene.keeping.nothing_is_kept(); }));
    }
    // The connection goes on.
    CHECK(client.ask(get("/hello")).body == "hello\n");
}

TEST_CASE("HEAD and HTTP/1.0 get kept bytes as any others") {
    Scene scene;
    RawClient client = scene.server.connect();
    client.send("HEAD /kept HTTP/1.1\r\nHost: a\r\n\r\n");
    const RawResponse head = client.read_response(true);
    CHECK(head.status == 200);
    CHECK(head.header("content-length") == std::to_string(large_size));
    CHECK(eventually([&] { return scene.keeping.nothing_is_kept(); }));
    CHECK(client.ask(get("/hello")).body == "hello\n");

    RawClient old = scene.server.connect();
    const RawResponse answer = old.ask("GET /kept HTTP/1.0\r\n\r\n");
    CHECK(answer.body.size() == large_size);
    CHECK_FALSE(answer.has("transfer-encoding"));
    CHECK(old.is_closed_without_another_byte());
}

TEST_CASE("kept bytes are let go of when a client leaves") {
    Scene scene;
    {
        RawClient client = slow_client(scene.server);
        client.send(get("/kept"));
        REQUIRE(client.is_readable(std::chrono::seconds(10)));
        CHECK_FALSE(scene.keeping.nothing_is_kept());
        client.reset();
    }
    CHECK(eventually([&] { return scene.keeping.nothing_is_kept(); }));
    CHECK(scene.server.ask(get("/hello")).status == 200);
}

TEST_CASE("kept bytes are let go of when a client takes too long") {
    ServerOptions options;
    options.write_timeout = std::chrono::milliseconds(200);
    Scene scene(options);
    RawClient client = slow_client(scene.server);
    client.send(get("/kept"));
    REQUIRE(client.is_readable(std::chrono::seconds(10)));
    CHECK(eventually([&] { return scene.keeping.nothing_is_kept(); }));
    CHECK(client.read_until_close().size() < large_size);
}

TEST_CASE("a client that reads its kept bytes late gets them all") {
    Scene scene;
    RawClient client = slow_client(scene.server);
    client.send(get("/kept"));
    REQUIRE(client.is_readable(std::chrono::seconds(10)));
    for (int i = 0; i < 50; ++i)
        REQUIRE(scene.server.ask(get("/hello")).body == "hello\n");
    CHECK(client.read_response().body == std::string(large_size, 'k'));
}
