#include "program/log.hpp"

#include <fcntl.h>
#include <optional>
#include <spdlog/sinks/ostream_sink.h>
#include <sstream>
#include <thread>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "tests/catch.hpp"

using namespace gasworks;
using program::LogFormat;

namespace {

const std::string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// A log to a string.
struct Logged {
    explicit Logged(LogFormat format, const std::string& level = "info")
        : log(std::make_shared<spdlog::sinks::ostream_sink_mt>(out), level, format) {}
    std::vector<std::string> lines() const {
        std::vector<std::string> lines;
        std::istringstream in(out.str());
        for (std::string line; std::getline(in, line);)
            lines.push_back(line);
        return lines;
    }
    nlohmann::json only() const {
        REQUIRE(lines().size() == 1);
        return nlohmann::json::parse(lines().front());
    }
    std::ostringstream out;
    program::Log log;
};

http::Request request() {
    http::Request request;
    request.method = "GET";
    request.path = "/cloudmesh/EigenfacesSVM/predict";
    request.query = "image_file_paths=john_doe.jpg";
    request.id = "4f1d6c0b9a8e7d35";
    request.client = "192.0.2.1";
    return request;
}

http::Access access(const http::Request& request) {
    return {&request, "predict", 200, 17, std::chrono::microseconds(1234)};
}

}  // namespace

TEST_CASE("an answer is one line of JSON, without what the client asked for in particular") {
    Logged logged(LogFormat::json);
    http::Request asked = request();
    asked.headers.add("traceparent", trace);
    logged.log.request(access(asked));
    const auto json = logged.only();
    CHECK(json["level"] == "info");
    CHECK(json["request_id"] == "4f1d6c0b9a8e7d35");
    CHECK(json["client"] == "192.0.2.1");
    CHECK(json["method"] == "GET");
    CHECK(json["operation_id"] == "predict");
    CHECK(json["status"] == 200);
    CHECK(json["bytes"] == 17);
    CHECK(json["duration_ms"] == 1.234);
    CHECK(json["trace_id"] == "4bf92f3577b34da6a3ce929d0e0e4736");
    CHECK(json["parent_id"] == "00f067aa0ba902b7");
    const std::string time = json["time"];
    CHECK(time.size() == std::string_view("2026-05-04T12:00:00.123Z").size());
    CHECK(time.ends_with('Z'));
    CHECK(logged.lines().front().find("john_doe") == std::string::npos);
}

TEST_CASE("text names no pictures either, and level debug tells the target") {
    Logged text(LogFormat::text);
    text.log.request(access(request()));
    CHECK_THAT(text.lines().at(0),
               ContainsSubstring("4f1d6c0b9a8e7d35 192.0.2.1 GET predict 200 17 B 1.234 ms"));
    CHECK(text.lines().front().find("john_doe") == std::string::npos);

    Logged debug(LogFormat::json, "debug");
    debug.log.request(access(request()));
    CHECK(debug.only()["target"] == "/cloudmesh/EigenfacesSVM/predict?image_file_paths=john_doe.jpg");
    CHECK_FALSE(debug.only().contains("trace_id"));

    Logged quiet(LogFormat::json, "warning");
    quiet.log.request(access(request()));
    CHECK(quiet.lines().empty());
}

TEST_CASE("whatever a client sends, the log stays JSON, a line an event") {
    const std::string nasty =
        "\"},{\"level\":\"forged\\\n\r\t\x01\x1b[2J\x7f\xff\xc0\xaf\xed\xa0\x80 \xe2\x80\xa8 "
        "\xf0\x9f\x99\x82";
    for (std::size_t begin = 0; begin < nasty.size(); ++begin) {
        Logged logged(LogFormat::json, "debug");
        http::Request asked = request();
        asked.method = asked.path = asked.query = asked.client = asked.id = nasty.substr(begin);
        logged.log.request({&asked, nasty, 400, 0, {}});
        const auto json = logged.only();
        CHECK(json["level"] == "info");
        CHECK(json["status"] == 400);
        CHECK(json.size() == 10);
        CHECK_FALSE(json["method"].get<std::string>().empty());
    }
    Logged logged(LogFormat::json);
    logged.log.sentences().warn("{}", nasty);
    CHECK_THAT(logged.only()["message"].get<std::string>(), ContainsSubstring("\"},{\"level\":\"forged\\\n"));
    CHECK(logged.only()["level"] == "warning");
}

TEST_CASE("a handler that throws is an error with its request's id") {
    const http::Request asked = request();
    Logged logged(LogFormat::json);
    logged.log.failure({&asked, "predict", "the disk is on fire"});
    const auto json = logged.only();
    CHECK(json["level"] == "error");
    CHECK(json["request_id"] == "4f1d6c0b9a8e7d35");
    CHECK(json["message"] == "failed: the disk is on fire");
}

TEST_CASE("a log that nobody reads stops nobody; its oldest lines are dropped, and counted") {
    int ends[2];
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    const int before = dup(STDERR_FILENO);
    REQUIRE(dup2(ends[1], STDERR_FILENO) >= 0);
    std::optional<program::Log> log(std::in_place, "info", LogFormat::text);
    const http::Request asked = request();
    for (int i = 0; i < 20'000; ++i)
        log->request(access(asked));
    CHECK(log->dropped() > 0);
    log->sentences().info("the last one");
    std::string read_text;
    std::thread reader([&] {
        char buffer[4096];
        while (read_text.find("the last one") == std::string::npos) {
            const auto count = read(ends[0], buffer, sizeof buffer);
            if (count <= 0) break;
            read_text.append(buffer, static_cast<std::size_t>(count));
        }
    });
    log.reset();
    REQUIRE(dup2(before, STDERR_FILENO) >= 0);
    close(ends[1]);
    reader.join();
    close(before);
    close(ends[0]);
    CHECK_THAT(read_text, ContainsSubstring("the last one"));
}
