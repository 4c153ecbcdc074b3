#include <fstream>

#include "tests/catch.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/services/service_process.hpp"

namespace {

TEST_CASE("the processor service names this machine's processor") {
    const StartedService service("processor");
    const Answer text = http_get(service.base() + "/name");
    const Answer json = http_get(service.base() + "/name", {"Accept: application/json"});
    if (text.status == 503) {  // a machine that does not say
        CHECK(json.status == 503);
        return;
    }
    REQUIRE(text.status == 200);
    REQUIRE(json.status == 200);
    CHECK(contents_of("/proc/cpuinfo").find(": " + text.body + "\n") != std::string::npos);
    CHECK(json.json()["name"] == text.body);
    CHECK(json.json()["cores"] >= 1);
    CHECK(http_get(service.base() + "/name", {"Accept: image/png"}).status == 406);
}

}  // namespace
