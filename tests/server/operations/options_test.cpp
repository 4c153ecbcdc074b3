#include "options.hpp"

#include <cstdlib>
#include <vector>

#include "tests/catch.hpp"

using namespace eigenfaces::service;

namespace {

/// An environment variable for the length of a test.
class Variable {
  public:
    Variable(std::string name, const char* value) : name_(std::move(name)) {
        setenv(name_.c_str(), value, 1);
    }
    ~Variable() { unsetenv(name_.c_str()); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

  private:
    std::string name_;
};

std::variant<Options, ExitNow> parse(std::vector<const char*> flags) {
    flags.insert(flags.begin(), "eigenfaces-server");
    return parse_options(static_cast<int>(flags.size()), flags.data());
}

Options good(const std::vector<const char*>& flags) {
    const auto parsed = parse(flags);
    if (const auto* exit_now = std::get_if<ExitNow>(&parsed)) FAIL(exit_now->text);
    return std::get<Options>(parsed);
}

std::string complaint(const std::vector<const char*>& flags) {
    const auto parsed = parse(flags);
    REQUIRE(std::holds_alternative<ExitNow>(parsed));
    CHECK(std::get<ExitNow>(parsed).code == 2);
    return std::get<ExitNow>(parsed).text;
}

}  // namespace

TEST_CASE("without flags the server is for this machine alone and fetches LFW, checked") {
    const Options options = good({});
    CHECK(options.host == "127.0.0.1");
    CHECK(options.port == 8080);
    CHECK(options.dataset_url == "https://ndownloader.figshare.com/files/5976015");
    CHECK(options.dataset_sha256 == "b47c8422c8cded889dc5a13418c4bc2abbda121092b3533a83306f90d900100a");
    CHECK(options.threads >= 1);
    CHECK(options.data_dir.filename() == "gasworks");
}

TEST_CASE("a flag wins over its variable, and GASWORKS_PORT over PORT") {
    const Variable port("PORT", "9001");
    CHECK(good({}).port == 9001);
    const Variable own("GASWORKS_PORT", "9002");
    CHECK(good({}).port == 9002);
    CHECK(good({"--port", "9003"}).port == 9003);
    const Variable host("GASWORKS_HOST", "0.0.0.0");
    CHECK(good({}).host == "0.0.0.0");
    const Variable body("GASWORKS_MAX_BODY", "2MB");
    CHECK(good({}).max_body == 2UL << 20U);
}

TEST_CASE("the data folder follows XDG") {
    const Variable data_home("XDG_DATA_HOME", "/srv/data");
    CHECK(good({}).data_dir == "/srv/data/gasworks");
    CHECK(good({"--data-dir", "/elsewhere"}).data_dir == "/elsewhere");
}

TEST_CASE("an address of one's own comes with its own checksum or none") {
    CHECK_FALSE(good({"--dataset-url", "file:///tmp/faces.tgz"}).dataset_sha256);
    const std::string digest(64, 'A');
    CHECK(good({"--dataset-url", "http://h/x", "--dataset-sha256", digest.c_str()}).dataset_sha256 ==
          std::string(64, 'a'));
}

TEST_CASE("what clients may cost is set by flags and variables") {
    const auto none = good({}).clients;
    CHECK(none.max_connections == 0);
    CHECK_FALSE(none.max_connections_per_address);
    const Variable idle("GASWORKS_IDLE_TIME", "5");
    const auto clients = good({"--max-connections", "100", "--max-connections-per-address", "0",
                               "--head-time", "0.5", "--body-time", "20", "--queue-length", "8"})
                             .clients;
    gasworks::http::ServerOptions server;
    apply(clients, server);
    CHECK(server.max_connections == 100);
    CHECK(server.max_connections_per_address == 0);
    CHECK(server.head_timeout == std::chrono::milliseconds(500));
    CHECK(server.body_timeout == std::chrono::seconds(20));
    CHECK(server.idle_timeout == std::chrono::seconds(5));
    CHECK(server.queue_length == 8);
    apply(none, server);
    CHECK(server.max_connections_per_address == 256);
    CHECK_FALSE(server.count_local_clients);
    CHECK_THAT(complaint({"--head-time", "0"}), ContainsSubstring("--head-time"));
    CHECK_THAT(complaint({"--queue-length", "0"}), ContainsSubstring("--queue-length"));
    CHECK_THAT(complaint({"--max-connections", "-1"}), ContainsSubstring("--max-connections"));
}

TEST_CASE("what can't be used is named in one line") {
    CHECK_THAT(complaint({"--port", "70000"}), ContainsSubstring("70000"));
    CHECK_THAT(complaint({"--port", "x"}), ContainsSubstring("--port"));
    CHECK_THAT(complaint({"--prot", "1"}), ContainsSubstring("--prot"));
    CHECK_THAT(complaint({"--threads", "0"}), ContainsSubstring("--threads"));
    CHECK_THAT(complaint({"--max-body", "lots"}), ContainsSubstring("--max-body"));
    CHECK_THAT(complaint({"--dataset-url", "ftp://x/y"}), ContainsSubstring("must start with http://"));
    CHECK_THAT(complaint({"--dataset-url", "http://x/y", "--dataset-sha256", "12"}),
               ContainsSubstring("64 hexadecimal"));
    CHECK_THAT(complaint({"--dataset-sha256", std::string(64, 'a').c_str()}),
               ContainsSubstring("--dataset-url"));
    CHECK_THAT(complaint({"--max-trainings", "0"}), ContainsSubstring("--max-trainings"));
    CHECK_THAT(complaint({"--max-training-time", "-1"}), ContainsSubstring("--max-training-time"));
    CHECK_THAT(complaint({"--metrics", "maybe"}), ContainsSubstring("maybe"));
    CHECK_THAT(complaint({"--metrics-port", "65536"}), ContainsSubstring("--metrics-port"));
    CHECK_THAT(complaint({"--log-format", "xml"}), ContainsSubstring("xml"));
    CHECK_THAT(complaint({"--log-level", "loud"}), ContainsSubstring("loud"));
    const Variable port("PORT", "http");
    const std::string line = complaint({});
    CHECK_THAT(line, ContainsSubstring("PORT is 'http'"));
    CHECK(line.find('\n') == line.size() - 1);
}

TEST_CASE("help and version end with 0") {
    const auto help = parse({"--help"});
    REQUIRE(std::holds_alternative<ExitNow>(help));
    CHECK(std::get<ExitNow>(help).code == 0);
    for (const char* flag :
         {"--port", "--host", "--data-dir", "--threads", "--max-body", "--dataset-url", "--dataset-sha256",
          "--allow-dataset-url", "--max-workspaces", "--max-uploads", "--max-upload-bytes", "--max-trainings",
          "--max-training-time", "--min-free-space", "--metrics", "--metrics-port", "--log-format",
          "GASWORKS_PORT"}) {
        CHECK_THAT(std::get<ExitNow>(help).text, ContainsSubstring(flag));
    }
    const auto version = parse({"--version"});
    REQUIRE(std::holds_alternative<ExitNow>(version));
    CHECK_THAT(std::get<ExitNow>(version).text, ContainsSubstring("eigenfaces-server "));
}
