#include "program/descriptor_limit.hpp"

#include <algorithm>
#include <sys/resource.h>

#include "tests/catch.hpp"

TEST_CASE("a server takes the descriptors that it may have") {
    rlimit before{};
    REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
    rlimit few = before;
    few.rlim_cur = std::min<rlim_t>(512, before.rlim_max);
    REQUIRE(setrlimit(RLIMIT_NOFILE, &few) == 0);
    gasworks::program::raise_descriptor_limit();
    rlimit after{};
    REQUIRE(getrlimit(RLIMIT_NOFILE, &after) == 0);
    CHECK(after.rlim_cur == std::min<rlim_t>(16'384, before.rlim_max));
    CHECK(after.rlim_max == before.rlim_max);
    REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
}
