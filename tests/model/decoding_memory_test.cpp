#include "model/decoding_memory.hpp"

#include <atomic>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/catch.hpp"

using eigenfaces::DecodingMemory;

TEST_CASE("shares of the memory for decoding never add up to more than there is") {
    DecodingMemory memory(100);
    std::atomic<std::uint64_t> taken = 0;
    std::atomic<bool> too_much = false;
    {
        std::vector<std::jthread> threads;
        for (std::uint64_t i = 1; i <= 6; ++i) {
            threads.emplace_back([&, i] {
                for (int n = 0; n < 500; ++n) {
                    const auto share = memory.take(i * 16);
                    if (taken += i * 16; taken > 100) too_much = true;
                    taken -= i * 16;
                }
            });
        }
    }
    CHECK_FALSE(too_much);
    const auto all = memory.take(100);
    CHECK_THROWS_AS(memory.take(101), std::invalid_argument);
}

TEST_CASE("a large share is not kept waiting by small ones that come later") {
    DecodingMemory memory(100);
    std::atomic<bool> large_done = false;
    auto first = std::make_optional(memory.take(60));
    std::jthread large([&] {
        const auto share = memory.take(90);
        large_done = true;
    });
    std::jthread small([&] { const auto share = memory.take(30); });
    CHECK_FALSE(large_done);
    first.reset();
    large.join();
    small.join();
    CHECK(large_done);
}
