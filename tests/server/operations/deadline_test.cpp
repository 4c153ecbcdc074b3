#include "operations/deadline.hpp"

#include <future>

#include "tests/catch.hpp"

using eigenfaces::service::Deadline;

TEST_CASE("work is asked to stop when its time is over") {
    const std::stop_source outer;
    const Deadline deadline(outer.get_token(), std::chrono::milliseconds(1));
    std::promise<void> stopped;
    const std::stop_callback notice(deadline.token(), [&] { stopped.set_value(); });
    REQUIRE(stopped.get_future().wait_for(std::chrono::seconds(60)) == std::future_status::ready);
    CHECK(deadline.has_passed());
}

TEST_CASE("work is asked to stop when its caller is, and ends before its time is over") {
    std::stop_source outer;
    const Deadline deadline(outer.get_token(), std::chrono::hours(1));
    CHECK_FALSE(deadline.token().stop_requested());
    outer.request_stop();
    CHECK(deadline.token().stop_requested());
    CHECK_FALSE(deadline.has_passed());

    const Deadline late(outer.get_token(), std::nullopt);
    CHECK(late.token().stop_requested());
}
