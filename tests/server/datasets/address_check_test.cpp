#include "datasets/address_check.hpp"

#include "tests/server/datasets/download_scene.hpp"

using namespace download_tests;
using gasworks::net::IpAddress;
using Kind = DownloadError::Kind;

namespace {

IpAddress address(const char* text) {
    return IpAddress::parse(text).value();
}

tl::expected<Downloaded, DownloadError> run(DownloadScene& scene, const std::vector<std::string>& named) {
    scene.request.may_connect = public_or_named(named);
    return scene.run();
}

void check_refused(const tl::expected<Downloaded, DownloadError>& downloaded, const std::string& address) {
    REQUIRE_FALSE(downloaded);
    INFO(downloaded.error().detail);
    CHECK(downloaded.error().kind == Kind::unsupported_url);
    CHECK_THAT(downloaded.error().detail, ContainsSubstring("the internal address " + address + ","));
    CHECK_THAT(downloaded.error().detail, ContainsSubstring("--allow-internal-addresses"));
}

TEST_CASE("a URL allows the address that it names, at its port alone") {
    const AddressCheck check = public_or_named(std::vector<std::string>{
        "http://10.0.0.5:9000/sets/", "https://localhost/x", "http://[fd00::1]/", "https://faces.example/",
        "http://2130706433:81/", "file:///tmp/x", "nonsense"});
    CHECK(check(address("10.0.0.5"), 9000));
    CHECK_FALSE(check(address("10.0.0.5"), 80));
    CHECK_FALSE(check(address("10.0.0.6"), 9000));
    CHECK(check(address("127.0.0.1"), 443));
    CHECK(check(address("::1"), 443));
    CHECK_FALSE(check(address("127.0.0.1"), 80));
    CHECK_FALSE(check(address("127.0.0.2"), 443));
    CHECK(check(address("fd00::1"), 80));
    CHECK_FALSE(check(address("fd00::2"), 80));
    CHECK_FALSE(check(address("169.254.169.254"), 80));
    CHECK(check(address("8.8.8.8"), 12345));
}

TEST_CASE("an internal address is not connected to unless it is named") {
    DownloadScene scene;
    check_refused(run(scene, {}), "127.0.0.1");
    check_refused(run(scene, {"http://127.0.0.1:1/"}), "127.0.0.1");
    CHECK(scene.server.requests("/a.tgz").empty());
    scene.check_arrived(run(scene, {scene.server.url("/")}));
}

TEST_CASE("other ways to write an internal address lead nowhere either") {
    DownloadScene scene;
    const std::string port = ':' + std::to_string(scene.server.port()) + "/a.tgz";
    for (const char* host : {"127.1", "0x7f000001", "2130706433", "0177.0.0.1", "0", "0.0.0.0",
                             "[::ffff:127.0.0.1]", "[::1]", "[::]", "localhost", "[::ffff:7f00:1]"}) {
        CAPTURE(host);
        scene.request.url = std::string("http://") + host + port;
        const auto downloaded = run(scene, {});
        REQUIRE_FALSE(downloaded);
        CHECK(downloaded.error().kind == Kind::unsupported_url);
    }
    CHECK(scene.server.requests("/a.tgz").empty());
}

TEST_CASE("a redirect leads to no internal address that is not named") {
    DownloadScene scene;
    FileServer internal;
    ServedFile secret;
    secret.body = "secret";
    internal.serve("/secret", secret);
    ServedFile redirect;
    redirect.status = 302;
    redirect.location = internal.url("/secret");
    scene.server.serve("/a.tgz", redirect);
    check_refused(run(scene, {scene.server.url("/")}), "127.0.0.1");
    CHECK(internal.requests("/secret").empty());
    redirect.location = "http://169.254.169.254/latest/meta-data/";
    scene.server.serve("/a.tgz", redirect);
    check_refused(run(scene, {scene.server.url("/")}), "169.254.169.254");
    redirect.location = "file:///etc/passwd";
    scene.server.serve("/a.tgz", redirect);
    CHECK(run(scene, {scene.server.url("/")}).error().kind == Kind::unsupported_url);
    scene.check_nothing_left();
}

TEST_CASE("a name that stands for an internal address is refused when it is looked up") {
    DownloadScene scene;
    // The one name that every machine has for an internal address.
    scene.request.url = "http://localhost:" + std::to_string(scene.server.port()) + "/a.tgz";
    // An operator who names another port has not named this one.
    const auto downloaded = run(scene, {"http://localhost:1/"});
    REQUIRE_FALSE(downloaded);
    CHECK(downloaded.error().kind == Kind::unsupported_url);
    scene.check_arrived(run(scene, {scene.request.url}));
}

TEST_CASE("no proxy of the environment connects in our place") {
    DownloadScene scene;
    FileServer proxy;
    ServedFile secret;
    secret.body = "from the proxy";
    proxy.serve("/a.tgz", secret);
    setenv("http_proxy", proxy.url("").c_str(), 1);
    scene.check_arrived(run(scene, {scene.server.url("/")}));
    unsetenv("http_proxy");
    CHECK(proxy.bytes_sent() == 0);
}

}  // namespace
