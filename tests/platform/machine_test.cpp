#include "platform/limitations.hpp"
#include "platform/machine_memory.hpp"
#include "platform/processor.hpp"
#include "tests/catch.hpp"

TEST_CASE("a machine has memory and cores") {
    CHECK(gasworks::platform::memory_of_machine() > 100'000'000);
    CHECK(gasworks::platform::usable_cores() >= 1);
    CHECK(gasworks::platform::processor_name().find('\n') == std::string::npos);
}

TEST_CASE("limitations are sentences for a log") {
    for (const auto limitation : gasworks::platform::limitations())
        CHECK(limitation.find(": ") != std::string_view::npos);
}
