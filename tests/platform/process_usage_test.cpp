#include "platform/process_usage.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <vector>

#include "tests/catch.hpp"

using gasworks::platform::open_descriptors;
using gasworks::platform::process_usage;

TEST_CASE("processor time grows with work") {
    const auto before = process_usage().cpu_seconds;
    REQUIRE(before);
    volatile unsigned work = 0;
    while (process_usage().cpu_seconds <= before)
        work = work + 1;
    CHECK(*process_usage().cpu_seconds > *before);
}

TEST_CASE("open descriptors are counted") {
    const auto before = open_descriptors();
    REQUIRE(before);
    CHECK(*before >= 3);
    std::vector<int> opened;
    for (int i = 0; i < 5; ++i)
        opened.push_back(open("/dev/null", O_RDONLY | O_CLOEXEC));
    CHECK(open_descriptors() == *before + 5);
    for (const int descriptor : opened)
        close(descriptor);
    CHECK(open_descriptors() == before);
}
