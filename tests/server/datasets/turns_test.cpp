#include "datasets/turns.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include "tests/catch.hpp"

using namespace eigenfaces::service;

TEST_CASE("a name is one caller's at a time") {
    Turns turns;
    {
        const auto first = turns.try_take("a");
        REQUIRE(first);
        CHECK_FALSE(turns.try_take("a"));
        CHECK(turns.try_take("b"));
    }
    CHECK(turns.try_take("a"));
}

TEST_CASE("who waits can give up") {
    Turns turns;
    const auto first = turns.try_take("a");
    std::stop_source stop;
    bool got_turn = true;
    std::thread waiting([&] { got_turn = turns.take("a", stop.get_token()).has_value(); });
    stop.request_stop();
    waiting.join();
    CHECK_FALSE(got_turn);
}

TEST_CASE("many callers have their turns one after the other") {
    Turns turns;
    std::atomic<int> inside = 0;
    std::atomic<int> most = 0;
    int done = 0;
    std::vector<std::thread> callers;
    callers.reserve(8);
    for (int caller = 0; caller < 8; ++caller) {
        callers.emplace_back([&] {
            for (int round = 0; round < 50; ++round) {
                const auto turn = turns.take("a", {});
                most = std::max(most.load(), ++inside);
                ++done;
                --inside;
            }
        });
    }
    for (std::thread& caller : callers)
        caller.join();
    CHECK(most == 1);
    CHECK(done == 400);
}
