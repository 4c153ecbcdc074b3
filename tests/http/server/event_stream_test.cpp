#include "http/event_stream.hpp"

#include <mutex>
#include <thread>

#include "tests/catch.hpp"
#include "tests/http/server/test_server.hpp"

using namespace http_test;
using gasworks::http::EventStream;

namespace {

/// GET /events gives a stream that the test sends to.
class Streams {
  public:
    Router routes() {
        Router router;
        router.add({"GET", "/events", "events", Workload::immediate,
                    [this](const Request&, const PathParameters&, Context&) {
                        auto stream = std::make_shared<EventStream>();
                        const std::lock_guard lock(mutex_);
                        streams_.push_back(stream);
                        return gasworks::http::ok(stream, "text/event-stream");
                    }});
        return router;
    }
    std::shared_ptr<EventStream> get(std::size_t index) {
        std::shared_ptr<EventStream> found;
        REQUIRE(eventually([&] {
            const std::lock_guard lock(mutex_);
            if (index < streams_.size()) found = streams_[index];
            return found != nullptr;
        }));
        return found;
    }

  private:
    std::mutex mutex_;
    std::vector<std::shared_ptr<EventStream>> streams_;
};

}  // namespace

TEST_CASE("events come as they are sent, and the answer ends with the connection") {
    Streams streams;
    TestServer server({}, streams.routes());
    RawClient client = server.connect();
    client.send(get("/events"));
    const auto stream = streams.get(0);
    CHECK(stream->send({"", "one", ""}));
    const std::string head = client.read_through("data: one\n\n");
    CHECK_THAT(head, ContainsSubstring("HTTP/1.1 200 OK") && ContainsSubstring("text/event-stream") &&
                         ContainsSubstring("Connection: close") && !ContainsSubstring("Content-Length"));
    CHECK(stream->send({"tick", "two", ""}));
    CHECK(client.read_through("two\n\n") == "event: tick\ndata: two\n\n");
    CHECK(server.ask(get("/hello")).status == 200);
    stream->send({"", "last", ""});
    stream->end();
    CHECK(client.read_through("last\n\n") == "data: last\n\n");
    CHECK(client.is_closed_without_another_byte());
}

TEST_CASE("a stream is told when its client has gone") {
    Streams streams;
    TestServer server({}, streams.routes());
    RawClient client = server.connect();
    client.send(get("/events"));
    const auto stream = streams.get(0);
    SECTION("by closing") {
        client.close();
    }
    SECTION("by a reset") {
        client.reset();
    }
    CHECK(eventually([&] { return !stream->send({"", "anyone?", ""}); }));
}

TEST_CASE("HEAD has no events, and a stream that nobody gets is not kept open") {
    Streams streams;
    TestServer server({}, streams.routes());
    RawClient client = server.connect();
    client.send("HEAD /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const std::string answer = client.read_until_close();
    CHECK(answer.starts_with("HTTP/1.1 200 OK"));
    CHECK(answer.ends_with("\r\n\r\n"));
    CHECK_FALSE(streams.get(0)->is_open());
}

TEST_CASE("a client that does not read its events costs no more than the limit, and is cut off") {
    Streams streams;
    TestServer server({}, streams.routes());
    RawClient client = server.connect();
    client.send(get("/events"));
    const auto stream = streams.get(0);
    const std::string data(8'000, 'x');
    std::size_t sent = 0;
    while (stream->send({"", data, ""})) {
        ++sent;
        REQUIRE(sent < 100'000);
        std::this_thread::yield();
    }
    CHECK(server.ask(get("/hello")).status == 200);
}

TEST_CASE("stopping ends the streams, and what was sent still goes out") {
    Streams streams;
    TestServer server({}, streams.routes());
    RawClient client = server.connect();
    client.send(get("/events"));
    const auto stream = streams.get(0);
    stream->send({"", "goodbye", ""});
    CHECK(server.stop());
    CHECK_FALSE(stream->is_open());
    CHECK_THAT(client.read_through("goodbye\n\n"), ContainsSubstring("data: goodbye\n\n"));
    CHECK(client.is_closed_without_another_byte());
}

TEST_CASE("many clients hear the same, each all of it and in order") {
    Streams streams;
    TestServer server({}, streams.routes());
    std::vector<RawClient> clients;
    for (int i = 0; i < 50; ++i) {
        clients.push_back(server.connect());
        clients.back().send(get("/events"));
    }
    for (int n = 0; n < 100; ++n) {
        for (std::size_t i = 0; i < clients.size(); ++i)
            REQUIRE(streams.get(i)->send({"", std::to_string(n), ""}));
    }
    std::string all;
    for (int n = 0; n < 100; ++n)
        all += "data: " + std::to_string(n) + "\n\n";
    for (std::size_t i = 0; i < clients.size(); ++i)
        streams.get(i)->end();
    for (RawClient& client : clients) {
        const std::string text = client.read_through("data: 99\n\n");
        CHECK(text.substr(text.find("\r\n\r\n") + 4) == all);
    }
}
