#include "model/parallel_for.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <vector>

#include "tests/catch.hpp"

using eigenfaces::parallel_for;

TEST_CASE("every index is worked on once, by a worker below the number of threads") {
    for (const std::size_t threads : {1U, 2U, 5U}) {
        std::vector<std::atomic<int>> calls(1000);
        std::atomic<bool> worker_in_range = true;
        parallel_for(1000, threads, [&](std::size_t index, std::size_t worker) {
            ++calls[index];
            if (worker >= threads) worker_in_range = false;
        });
        CHECK(worker_in_range);
        CHECK(std::all_of(calls.begin(), calls.end(),
                          [](const std::atomic<int>& count) { return count == 1; }));
    }
    parallel_for(0, 4, [](std::size_t, std::size_t) { FAIL("there is no index"); });
}

TEST_CASE("an exception ends the work and reaches the caller") {
    std::atomic<std::size_t> calls = 0;
    const auto run = [&] {
        parallel_for(1'000'000, 3, [&](std::size_t index, std::size_t) {
            ++calls;
            if (index == 10) throw std::runtime_error("ten");
        });
    };
    CHECK_THROWS_WITH(run(), "ten");
    CHECK(calls < 1'000'000);
}

TEST_CASE("no number of threads means one per processor") {
    CHECK(eigenfaces::thread_count(0) >= 1);
    CHECK(eigenfaces::thread_count(3) == 3);
}
