// The program against clients that are broken or mean to break it. tests/http/server has the same for the
// HTTP server alone, in many more shapes; here are those in which the whole program has a part.
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/watched_server.hpp"

namespace {

using namespace http_test;
using namespace std::string_literals;

const std::string predict = "/cloudmesh/EigenfacesSVM/predict";

std::string upload_head(std::size_t length) {
    return "POST /cloudmesh/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; "
           "boundary=edge\r\nContent-Length: " +
           std::to_string(length) + "\r\n\r\n";
}

}  // namespace

TEST_CASE("slow heads and slow bodies are told the limit and sent away, while others are served") {
    const WatchedServer server({"--head-time", "0.5", "--body-time", "0.5"});
    std::vector<RawClient> heads;
    std::vector<RawClient> bodies;
    for (int i = 0; i < 100; ++i) {
        heads.push_back(server.connect());
        heads.back().send("GET /livez HTTP/1.1\r\nX-Slow: ");
        bodies.push_back(server.connect());
        bodies.back().send(upload_head(100'000) + "--edge\r\n");
    }
    CHECK(server.ask(upload_request("a.jpg", small_faces().picture)).status == 200);
    for (RawClient& client : heads) {
        const RawResponse answer = client.read_response();
        CHECK(answer.status == 408);
        CHECK_THAT(answer.body, ContainsSubstring("longer than 0.5 s"));
    }
    for (RawClient& client : bodies) {
        const RawResponse answer = client.read_response();
        CHECK(answer.status == 408);
        CHECK_THAT(answer.body, ContainsSubstring("for 0.5 s"));
    }
    heads.clear();
    bodies.clear();
    CHECK(server.harm() == "");
}

TEST_CASE("five hundred idle connections hold nobody up, cost no processor time, and end") {
    const WatchedServer server({"--idle-time", "8"});
    std::vector<RawClient> idle;
    for (int i = 0; i < 500; ++i)
        idle.push_back(server.connect());
    CHECK(idle.front().ask(get("/livez")).status == 200);
    CHECK(idle.back().ask(get("/livez")).status == 200);
    CHECK(server.ask(upload_request("a.jpg", small_faces().picture)).status == 200);
    const auto before = server.processor_time();
    for (RawClient& client : idle)
        REQUIRE(client.is_closed_without_another_byte());
    CHECK(server.processor_time() - before < std::chrono::seconds(1));
    CHECK(server.harm() == "");
}

TEST_CASE("more connections than descriptors: those that are in are served, the others told to come back") {
    constexpr std::size_t descriptors = 256;
    const WatchedServer server({"--threads", "2"}, descriptors);
    std::vector<RawClient> clients;
    for (std::size_t i = 0; i < 2 * descriptors; ++i)
        clients.push_back(server.connect());
    // The first ones are in; they can do all that takes descriptors.
    CHECK(clients.front().ask(get("/livez")).status == 200);
    for (std::size_t i = 0; i < 20; ++i)
        CHECK(clients[i].ask(upload_request("a.jpg", small_faces().picture)).status == 200);
    CHECK(server.descriptors() < descriptors);
    std::size_t told = 0;
    std::size_t cut = 0;
    std::size_t served = 0;
    for (RawClient& client : clients) {
        try {
            const RawResponse answer = client.ask(get("/livez"));
            served += answer.status == 200;
            if (answer.status == 503) CHECK_THAT(answer.body, ContainsSubstring("as many as it may have"));
            told += answer.status == 503;
        } catch (const ConnectionClosed&) {
            ++cut;
        }
    }
    CHECK(served >= 16);
    CHECK(told > 0);
    CHECK(served + told + cut == clients.size());
    // Nothing turns in circles for a descriptor.
    const auto before = server.processor_time();
    CHECK_FALSE(clients.front().is_readable(std::chrono::milliseconds(500)));
    CHECK(server.processor_time() - before < std::chrono::milliseconds(400));
    clients.clear();
    CHECK(eventually([&] { return server.ask(get("/livez")).status == 200; }));
    CHECK(server.harm() == "");
}

TEST_CASE("too few descriptors to begin with are said in one line") {
    const TemporaryFolder folder;
    const Finished finished = run_program(with_descriptors(
        64, {server_program(), "--port", "0", "--data-dir", (folder / "data").string(), "--threads", "2"}));
    CHECK(finished.code == 2);
    CHECK_THAT(finished.err, ContainsSubstring("64 files and sockets") && ContainsSubstring("ulimit -n"));
}

TEST_CASE("one address gets as many connections as it may have, and is told so beyond") {
    const WatchedServer server({"--max-connections-per-address", "20"});
    std::vector<RawClient> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(server.connect());
        REQUIRE(clients.back().ask(get("/livez")).status == 200);
    }
    const RawResponse refused = server.ask(get("/livez"));
    CHECK(refused.status == 429);
    CHECK(refused.has("retry-after"));
    CHECK_THAT(refused.body, ContainsSubstring("20 connections from 127.0.0.1"));
    std::vector<RawClient> more;
    for (int i = 0; i < 100; ++i)
        more.push_back(server.connect());
    int told = 0;
    int cut = 0;
    for (RawClient& client : more) {
        const std::string answer = client.read_until_close();
        told += answer.starts_with("HTTP/1.1 429 ");
        cut += answer.empty();
    }
    CHECK(told + cut == 100);
    CHECK(cut > 0);
    for (RawClient& client : clients)
        CHECK(client.ask(get("/livez")).status == 200);
    clients.clear();
    more.clear();
    CHECK(eventually([&] { return server.ask(get("/livez")).status == 200; }));
    CHECK(server.harm() == "");
}

TEST_CASE("pipelined uploads and questions are answered in order") {
    const WatchedServer server;
    RawClient client = server.connect();
    std::string requests;
    for (int i = 0; i < 50; ++i) {
        requests += upload_request(std::to_string(i) + ".jpg", small_faces().picture);
        requests += get("/livez") + get("/nothing/" + std::to_string(i));
    }
    client.send(requests);
    for (int i = 0; i < 50; ++i) {
        REQUIRE(client.read_response().body == std::to_string(i) + ".jpg");
        REQUIRE(client.read_response().body == "ok");
        CHECK_THAT(client.read_response().body, ContainsSubstring("/nothing/" + std::to_string(i)));
    }
    client.close();
    CHECK(server.harm() == "");
}

TEST_CASE("uploads that are broken off leave nothing, wherever they break") {
    const WatchedServer server;
    const std::string request = upload_request("broken.jpg", small_faces().picture);
    for (std::size_t i = 0; i < 100; ++i) {
        RawClient client = server.connect();
        client.send(std::string_view(request).substr(0, request.size() * i / 100));
        if (i % 2 == 0) client.reset();
    }
    CHECK(server.harm() == "");
    for (const auto& entry : std::filesystem::recursive_directory_iterator(server.data())) {
        const std::string name = entry.path().filename().string();
        CHECK(name != "broken.jpg");
        CHECK_FALSE(name.starts_with(".tmp-"));
    }
}

TEST_CASE("a client that has closed its sending side still gets the answer to its upload") {
    const WatchedServer server;
    for (int i = 0; i < 20; ++i) {
        RawClient client = server.connect();
        client.send(upload_request("half.jpg", small_faces().picture));
        client.shut_down_sending();
        CHECK(client.read_response().body == "half.jpg");
        CHECK(client.is_closed_without_another_byte());
    }
    // And one that stays half open without a request is not kept.
    RawClient silent = server.connect();
    silent.shut_down_sending();
    CHECK(silent.is_closed_without_another_byte());
    CHECK(server.harm() == "");
}

TEST_CASE("floods of header fields, parts and parameters are refused by their limits") {
    const WatchedServer server;
    std::string fields;
    for (int i = 0; i < 20'000; ++i)
        fields += "X-" + std::to_string(i) + ": a\r\n";
    RawClient client = server.connect();
    client.send(get("/livez", fields));
    CHECK(client.read_response().status == 431);

    std::string parts;
    for (int i = 0; i < 100'000; ++i)
        parts += "--edge\r\nContent-Disposition: form-data; name=upload\r\n\r\n\r\n";
    const std::string form_type = "Content-Type: multipart/form-data; boundary=edge\r\n";
    const RawResponse answer = server.ask(post("/cloudmesh/upload", parts + "--edge--\r\n", form_type));
    CHECK(answer.status == 400);
    CHECK_THAT(answer.body, ContainsSubstring("1000"));

    std::string query = "?";
    while (query.size() < 8'000)
        query += "a&";
    CHECK(server.ask(get(predict + query)).status == 400);
    CHECK(server.harm() == "");
}

TEST_CASE(
    "requests that two readers would understand differently are refused, and nothing behind them is run") {
    const WatchedServer server;
    const std::string hidden = upload_request("smuggled.jpg", small_faces().picture);
    const auto shape = GENERATE(
        as<std::string>(), "Content-Length: 0\r\nContent-Length: 5\r\n\r\n",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n0 ;\r\n\r\n0x0\r\n\r\n", "Content-Length: -1\r\n\r\n",
        "Content-Length: 18446744073709551616\r\n\r\n", "Content-Length: 1e1\r\n\r\n",
        "Content-Length: 10000000000\r\n\r\n", "X-Folded: a\r\n\tb\r\n\r\n", "X-Bare: a\nb: c\r\n\r\n");
    INFO(shape);
    RawClient client = server.connect();
    client.send("POST /cloudmesh/upload HTTP/1.1\r\nHost: localhost\r\n" + shape + hidden);
    const int status = client.read_response().status;
    CHECK(status >= 400);
    CHECK(status <= 501);
    CHECK(client.is_closed_without_another_byte());
    CHECK(server.harm() == "");
    CHECK_FALSE(
        std::filesystem::exists(server.data() / "workspaces" / "default" / "uploads" / "smuggled.jpg"));
}

TEST_CASE("bad percent-encoding, NUL and bytes that are not UTF-8 are refused by name") {
    const WatchedServer server;
    RawClient client = server.connect();
    for (const char* value :
         {"%", "%4", "%zz", "%00", "a%00.jpg", "%ff", "%c0%80", "%ed%a0%80", "%f5%80%80%80"}) {
        INFO(value);
        const RawResponse in_query = client.ask(get(predict + "?image_file_paths=" + value));
        CHECK(in_query.status >= 400);
        CHECK(in_query.status < 500);
        CHECK(in_query.header("content-type") == "application/problem+json");
        CHECK(client.ask(get(predict + "?image_file_paths=a&" + value + "=1")).status == 400);
        CHECK(client.ask(get(predict + "?id=" + value)).status == 400);
        const int in_path = client.ask(get("/cloudmesh/ui/"s + value)).status;
        CHECK((in_path == 400 || in_path == 404));
    }
    client.close();
    for (const std::string& name : {"a\0.jpg"s, "\xff.jpg"s, std::string(300, 'a'), "..\\..\\x"s, "/"s}) {
        const RawResponse answer = server.ask(upload_request(name, small_faces().picture));
        CHECK((answer.status == 400 || answer.status == 200));
    }
    // Whatever became of the names, the pictures are among the uploads and nowhere else.
    for (const auto& entry : std::filesystem::recursive_directory_iterator(server.data())) {
        if (!entry.is_regular_file() || entry.path().extension() != ".jpg") continue;
        CHECK(entry.path().parent_path() == server.data() / "workspaces" / "default" / "uploads");
    }
    CHECK(server.harm() == "");
}
