#include "http/worker_pool.hpp"

#include <atomic>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "tests/catch.hpp"

using gasworks::http::WorkerPool;

TEST_CASE("a pool does what it was given before it ends") {
    std::atomic<int> done{0};
    {
        WorkerPool pool(3, 1000);
        for (int i = 0; i < 500; ++i)
            CHECK(pool.submit([&] { ++done; }));
    }
    CHECK(done == 500);
}

TEST_CASE("a pool refuses what its queue has no room for") {
    std::promise<void> gate;
    const std::shared_future<void> opened = gate.get_future().share();
    std::promise<void> begun;
    WorkerPool pool(1, 2);
    // A thread that has not begun to wait yet does not count as idle.
    while (!pool.submit([&] {
        begun.set_value();
        opened.wait();
    }))
        std::this_thread::yield();
    begun.get_future().wait();
    std::atomic<int> done{0};
    CHECK(pool.submit([&] { ++done; }));
    CHECK(pool.submit([&] { ++done; }));
    CHECK_FALSE(pool.submit([&] { ++done; }));
    gate.set_value();
    while (done < 2)
        std::this_thread::yield();
    CHECK(pool.submit([] {}));
}

TEST_CASE("a pool takes work from many threads") {
    std::atomic<int> done{0};
    {
        WorkerPool pool(2, 100'000);
        std::vector<std::jthread> givers;
        for (int i = 0; i < 4; ++i) {
            givers.emplace_back([&] {
                for (int n = 0; n < 1000; ++n)
                    pool.submit([&] { ++done; });
            });
        }
    }
    CHECK(done == 4000);
}

TEST_CASE("what work holds is given back when it is done") {
    const auto held = std::make_shared<int>(1);
    WorkerPool pool(1, 10);
    pool.submit([held] {});
    while (held.use_count() > 1)
        std::this_thread::yield();
    CHECK(held.use_count() == 1);
}
