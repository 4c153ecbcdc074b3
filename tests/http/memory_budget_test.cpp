#include "http/memory_budget.hpp"

#include <thread>
#include <utility>
#include <vector>

#include "tests/catch.hpp"

using gasworks::http::MemoryBudget;

TEST_CASE("shares grow within the budget and are given back") {
    const auto budget = std::make_shared<MemoryBudget>(100);
    CHECK_FALSE(budget->is_scarce());
    MemoryBudget::Share first;
    {
        MemoryBudget::Share second;
        CHECK(first.grow(budget, 60));
        CHECK_FALSE(second.grow(budget, 41));
        CHECK(second.grow(budget, 40));
        CHECK_FALSE(first.grow(budget, 61));
        CHECK(first.grow(budget, 10));
    }
    CHECK(budget->is_scarce());
    CHECK(first.grow(budget, 100));
    MemoryBudget::Share moved = std::move(first);
    MemoryBudget::Share third;
    CHECK_FALSE(third.grow(budget, 1));
    moved = MemoryBudget::Share();
    CHECK(third.grow(budget, 100));
}

TEST_CASE("shares taken and given back by many threads leave the budget whole") {
    const auto budget = std::make_shared<MemoryBudget>(1000);
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 1; i <= 4; ++i) {
            threads.emplace_back([&, i] {
                for (int n = 0; n < 5000; ++n) {
                    MemoryBudget::Share share;
                    share.grow(budget, i * 37);
                    share.grow(budget, i * 90);
                }
            });
        }
    }
    MemoryBudget::Share all;
    CHECK(all.grow(budget, 1000));
    MemoryBudget::Share more;
    CHECK_FALSE(more.grow(budget, 1));
}
