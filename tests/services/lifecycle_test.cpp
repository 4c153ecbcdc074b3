#include <csignal>
#include <fstream>
#include <sys/wait.h>

#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/services/service_process.hpp"

namespace {

using nlohmann::json;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

json rows(const Gasworks& gasworks, const std::string& command, const std::string& group = "server") {
    const Finished finished = gasworks.run({group, command, "--output", "json"});
    REQUIRE(finished.code == 0);
    return json::parse(finished.out);
}

TEST_CASE("a service is started, listed and stopped") {
    const Gasworks gasworks;
    const Finished started = gasworks.run({"server", "start", service_program("calculator"), "--port", "0"});
    REQUIRE(started.code == 0);
    const json listed = rows(gasworks, "list");
    REQUIRE(listed.size() == 1);
    CHECK(listed[0]["name"] == "calculator");
    CHECK(listed[0]["state"] == "running");
    const auto url = listed[0]["url"].get<std::string>();
    CHECK(contains(started.out, "calculator: " + url));
    CHECK(http_get(url).status == 200);
    CHECK(
        contains(contents_of(listed[0]["log"].get<std::string>()), "calculator 1.0.0 listens on 127.0.0.1:"));
    const json processes = rows(gasworks, "ps");
    REQUIRE(processes.size() == 1);
    CHECK(processes[0]["pid"] == listed[0]["pid"]);
    CHECK(processes[0]["memory"] > 100'000);

    SECTION("not twice under one name, nor on one port") {
        const Finished again =
            gasworks.run({"server", "start", service_program("calculator"), "--port", "0"});
        CHECK(again.code == 1);
        CHECK(contains(again.err, "calculator runs already"));
        const Finished other = gasworks.run({"server", "start", service_program("processor"), "--port",
                                             std::to_string(listed[0]["port"].get<int>())});
        CHECK(other.code == 1);
        CHECK(contains(other.err, "is taken by the service calculator"));
        CHECK(rows(gasworks, "list").size() == 1);
    }
    const Finished stopped = gasworks.run({"server", "stop", "calculator"});
    CHECK(stopped.code == 0);
    CHECK(stopped.out == "calculator has ended\n");
    CHECK(rows(gasworks, "list").empty());
    CHECK_THROWS(http_get(url));
    CHECK(gasworks.run({"server", "stop", "calculator"}).code == 2);
}

TEST_CASE("a service that was killed is dead, not running, and can be started again") {
    const Gasworks gasworks;
    const std::vector<std::string> start = {"server", "start", service_program("processor"), "--name", "cpu",
                                            "--port", "0"};
    REQUIRE(gasworks.run(start).code == 0);
    const auto first = rows(gasworks, "list")[0]["pid"].get<pid_t>();
    REQUIRE(kill(first, SIGKILL) == 0);
    std::string state;
    for (int tries = 0; tries < 1000 && state != "dead"; ++tries)
        state = rows(gasworks, "list")[0]["state"].get<std::string>();
    CHECK(state == "dead");
    CHECK(rows(gasworks, "ps").empty());
    REQUIRE(gasworks.run(start).code == 0);
    CHECK(rows(gasworks, "list")[0]["state"] == "running");
    const auto second = rows(gasworks, "list")[0]["pid"].get<pid_t>();
    REQUIRE(kill(second, SIGSTOP) == 0);
    CHECK(rows(gasworks, "list")[0]["state"] == "not answering");
    const Finished late = gasworks.run({"server", "stop", "cpu", "--timeout", "0"});
    CHECK(late.code == 1);
    CHECK(contains(late.err, "still runs"));
    CHECK(rows(gasworks, "ps").size() == 1);
    const Finished forced = gasworks.run({"server", "stop", "cpu", "--timeout", "0", "--force"});
    CHECK(forced.code == 0);
    CHECK(contains(forced.out, "was ended by force"));
    CHECK(rows(gasworks, "list").empty());
}

TEST_CASE("a number that another process has now is not taken for the service") {
    const Gasworks gasworks;
    REQUIRE(gasworks.run({"server", "start", service_program("calculator"), "--port", "0"}).code == 0);
    const auto file = gasworks.folder() / "started" / "calculator.json";
    const json record = json::parse(contents_of(file));
    json stale = record;
    stale["pid"] = getpid();  // this test: a stop that took it for the service would end it
    put_file(file, stale.dump());
    CHECK(rows(gasworks, "ps").empty());
    const Finished stopped = gasworks.run({"server", "stop", "calculator"});
    CHECK(stopped.code == 0);
    CHECK(contains(stopped.out, "was dead already"));
    put_file(file, record.dump());
    CHECK(gasworks.run({"server", "stop", "calculator"}).out == "calculator has ended\n");
}

TEST_CASE("a program that does not serve is no service, and its log says why") {
    const Gasworks gasworks;
    const auto program = gasworks.temporary() / "broken";
    put_file(program, "#!/bin/sh\necho the disk is on fire\nexit 3\n");
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    const Finished broken = gasworks.run({"server", "start", program.string(), "--port", "0"});
    CHECK(broken.code == 1);
    CHECK(contains(broken.err, "ended with exit code 3"));
    CHECK(contains(broken.err, "the disk is on fire"));

    const auto silent = gasworks.temporary() / "silent";
    put_file(silent, "#!/bin/sh\nexec sleep 1000\n");
    std::filesystem::permissions(silent, std::filesystem::perms::owner_all);
    const Finished late = gasworks.run({"server", "start", silent.string(), "--port", "0", "--timeout", "0"});
    CHECK(late.code == 1);
    CHECK(contains(late.err, "does not answer within 0 s and was stopped"));
    CHECK(rows(gasworks, "list").empty());
    CHECK(gasworks.run({"server", "start", (gasworks.temporary() / "absent").string()}).code == 2);
}

TEST_CASE("a registered service is known by its name") {
    const Gasworks gasworks;
    const auto add = [&](const std::string& program) {
        return gasworks.run({"register", "add", service_program(program), "--name", "mine", "--port", "0",
                             "--", "--log-level", "warning"});
    };
    REQUIRE(add("calculator").code == 0);
    CHECK(contains(add("processor").err, "mine is registered already"));
    CHECK(rows(gasworks, "list", "register")[0]["arguments"] == json({"--log-level", "warning"}));
    CHECK(rows(gasworks, "list")[0]["state"] == "stopped");
    CHECK(contains(gasworks.run({"server", "stop", "mine"}).err, "mine does not run"));
    REQUIRE(gasworks.run({"server", "start", "mine"}).code == 0);
    const json listed = rows(gasworks, "list");
    REQUIRE(listed.size() == 1);
    CHECK(listed[0]["state"] == "running");
    CHECK_FALSE(contains(contents_of(listed[0]["log"].get<std::string>()), "listens on"));
    CHECK(gasworks.run({"server", "stop", "mine"}).code == 0);
    CHECK(gasworks.run({"register", "delete", "mine"}).code == 0);
    CHECK(gasworks.run({"register", "delete", "mine"}).code == 2);
    CHECK(rows(gasworks, "list").empty());
}

TEST_CASE("a stopped service whose port another program has is shown so") {
    const Gasworks gasworks;
    REQUIRE(gasworks.run({"server", "start", service_program("calculator"), "--port", "0"}).code == 0);
    const int port = rows(gasworks, "list")[0]["port"].get<int>();
    REQUIRE(gasworks
                .run({"register", "add", service_program("processor"), "--name", "same-port", "--port",
                      std::to_string(port)})
                .code == 0);
    const json listed = rows(gasworks, "list");
    REQUIRE(listed.size() == 2);
    CHECK(listed[1]["name"] == "same-port");
    CHECK(listed[1]["state"] == "port taken");
}

TEST_CASE("a service whose address or record is no good hides no other") {
    const Gasworks gasworks;
    for (const auto& [name, host] : {std::pair("far", "203.0.113.9"), std::pair("near", "127.0.0.1")}) {
        REQUIRE(gasworks
                    .run({"register", "add", service_program("calculator"), "--name", name, "--host", host,
                          "--port", "9"})
                    .code == 0);
    }
    json listed = rows(gasworks, "list");
    REQUIRE(listed.size() == 2);
    CHECK(contains(listed[0]["state"], "unknown: port 9 of 203.0.113.9 can't be listened on"));
    CHECK(listed[1]["name"] == "near");

    std::ofstream(gasworks.folder() / "started/broken.json") << "{";
    listed = rows(gasworks, "list");
    REQUIRE(listed.size() == 3);
    CHECK(listed[0]["name"] == "broken");
    CHECK(contains(listed[0]["state"], "unreadable: "));
    CHECK(contains(listed[0]["state"], "remove it"));
    CHECK(rows(gasworks, "ps").empty());
}

TEST_CASE("listings come as a table, CSV, JSON and YAML") {
    const Gasworks gasworks;
    CHECK(gasworks.run({"register", "list"}).out == "NAME  SERVICE  HOST  PORT  ARGUMENTS\n");
    CHECK(gasworks.run({"register", "list", "--output", "yaml"}).out == "[]\n");
    REQUIRE(
        gasworks.run({"register", "add", service_program("calculator"), "--port", "9", "--", "--a", "\"b\""})
            .code == 0);
    const std::string program = service_program("calculator");
    CHECK(gasworks.run({"register", "list", "--output", "csv"}).out ==
          "name,service,host,port,arguments\r\ncalculator," + program + ",127.0.0.1,9,\"--a \"\"b\"\"\"\r\n");
    CHECK(gasworks.run({"register", "list", "--output", "yaml"}).out ==
          "- name: \"calculator\"\n  service: \"" + program +
              "\"\n  host: \"127.0.0.1\"\n  port: 9\n  arguments: [\"--a\",\"\\\"b\\\"\"]\n");
    CHECK(gasworks.run({"register", "list", "--output", "xml"}).code == 2);
}

TEST_CASE("our own server is started and stopped like any other") {
    const Gasworks gasworks;
    const Finished started =
        gasworks.run({"server", "start", server_program(), "--name", "faces", "--port", "0", "--",
                      "--data-dir", (gasworks.temporary() / "data").string()});
    CHECK(started.code == 0);
    CHECK(contains(started.out, "/cloudmesh/ui/"));
    CHECK(gasworks.run({"server", "stop", "faces"}).code == 0);
}

TEST_CASE("in the foreground, the exit code is the service's and nothing stays behind") {
    const Gasworks gasworks;
    const auto program = gasworks.temporary() / "three";
    put_file(program, "#!/bin/sh\necho started with \"$@\"\nexit 3\n");
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    const Finished finished = gasworks.run({"server", "start", program.string(), "--port", "0", "--fg"});
    CHECK(finished.code == 3);
    CHECK(finished.out == "started with --host 127.0.0.1 --port 0\n");
    CHECK(rows(gasworks, "list").empty());
}

}  // namespace
