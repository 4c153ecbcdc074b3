#include "http/event_stream.hpp"

#include <vector>

#include "http/mailbox.hpp"
#include "tests/catch.hpp"

using namespace gasworks::http;

TEST_CASE("an event is written as pages read it") {
    CHECK(to_text({"", "hello", ""}) == "data: hello\n\n");
    CHECK(to_text({"progress", R"({"a":1})", "7"}) == "event: progress\nid: 7\ndata: {\"a\":1}\n\n");
    CHECK(to_text({"", "", ""}) == "data: \n\n");
    CHECK(to_text({"", "a\nb\r\nc\rd\n", ""}) == "data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n");
    CHECK(to_text({"a\nevent: b", "c", "d\r\ndata: e"}) == "event: a event: b\nid: d  data: e\ndata: c\n\n");
}

TEST_CASE("what is sent before anyone listens waits, and the end comes last") {
    EventStream stream;
    CHECK(stream.send({"", "one", ""}));
    const auto mailbox = std::make_shared<Mailbox>();
    stream.attach(mailbox, 5);
    CHECK(stream.send({"", "two", ""}));
    CHECK(stream.send({"", "three", ""}));
    CHECK(mailbox->take_events() == std::vector<std::uint64_t>{5});
    CHECK(stream.take() == "data: one\n\ndata: two\n\ndata: three\n\n");
    CHECK(stream.take() == "");
    stream.send({"", "four", ""});
    stream.end();
    CHECK_FALSE(stream.is_open());
    CHECK_FALSE(stream.send({"", "five", ""}));
    CHECK(stream.take() == "data: four\n\n");
    CHECK(stream.take() == std::nullopt);
}

TEST_CASE("whoever does not take what comes is cut off, and what waits is bounded") {
    EventStream stream;
    int sent = 0;
    while (stream.send({"", std::string(1000, 'x'), ""}))
        ++sent;
    CHECK(sent > 50);
    CHECK(sent < 70);
    CHECK_FALSE(stream.is_open());
    CHECK(stream.take()->size() <= EventStream::most_waiting);
    CHECK(stream.take() == std::nullopt);
}

TEST_CASE("nobody listens to a stream that was closed") {
    EventStream stream;
    stream.close();
    CHECK_FALSE(stream.send({"", "x", ""}));
    CHECK_FALSE(stream.is_open());
}
