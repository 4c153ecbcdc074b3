#include "http/worker_pool.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
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

TEST_CASE("what waits can be dropped") {
    std::promise<void> gate;
    std::promise<void> begun;
    std::atomic<int> done{0};
    const auto held = std::make_shared<int>(1);
    {
        WorkerPool pool(1, 100);
        CHECK(pool.submit([&] {
            begun.set_value();
            gate.get_future().wait();
            ++done;
        }));
        begun.get_future().wait();
        for (int i = 0; i < 10; ++i)
            CHECK(pool.submit([&done, held] { ++done; }));
        pool.drop_waiting();
        CHECK(held.use_count() == 1);
        gate.set_value();
    }
    CHECK(done == 1);
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

TEST_CASE("a pool tells what it has to do, and its threads are as nice as they are told to be") {
    const int own = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()));
    std::promise<void> gate;
    const std::shared_future<void> opened = gate.get_future().share();
    std::promise<int> begun;
    WorkerPool pool(1, 1, 3);
    while (!pool.submit([&] {
        begun.set_value(getpriority(PRIO_PROCESS, static_cast<id_t>(gettid())));
        opened.wait();
    }))
        std::this_thread::yield();
    CHECK(begun.get_future().get() == std::min(own + 3, 19));
    const auto before = pool.load();
    CHECK(before.threads == 1);
    CHECK(before.busy == 1);
    CHECK(before.waiting == 0);
    CHECK(before.queue_limit == 1);
    CHECK_FALSE(before.is_full());
    CHECK(pool.submit([] {}));
    CHECK(pool.load().waiting == 1);
    CHECK(pool.load().is_full());
    CHECK_FALSE(pool.submit([] {}));
    CHECK(pool.load().rejected == before.rejected + 1);
    gate.set_value();
}
