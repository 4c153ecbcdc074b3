#include "program/end_deadline.hpp"

#include <future>

#include "tests/catch.hpp"

using gasworks::program::EndDeadline;

TEST_CASE("an end that is not reached in time is made") {
    std::promise<void> made;
    const EndDeadline deadline(std::chrono::milliseconds(20), [&] { made.set_value(); });
    CHECK(made.get_future().wait_for(std::chrono::seconds(60)) == std::future_status::ready);
}

TEST_CASE("an end in time is left alone, and waits for nothing") {
    bool made = false;
    const auto begin = std::chrono::steady_clock::now();
    {
        const EndDeadline deadline(std::chrono::hours(1), [&] { made = true; });
    }
    CHECK_FALSE(made);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::minutes(5));
}

TEST_CASE("a process may take a third more than its requests in flight") {
    CHECK(EndDeadline::beyond(30) == std::chrono::seconds(40));
    CHECK(EndDeadline::beyond(6) == std::chrono::seconds(8));
}
