#include "workspaces/models.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <set>
#include <thread>

#include "tests/catch.hpp"
#include "tests/model/small_model.hpp"
#include "tests/server/objects/tested_store.hpp"

using namespace eigenfaces;
using eigenfaces::service::Models;
using eigenfaces::service::ObjectKey;
using eigenfaces::service::ObjectStore;

namespace {

using Reason = Models::Unavailable::Reason;

const ObjectKey folder("workspaces/ws/models");

std::string as_text(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void put(ObjectStore& store, const char* name, std::string_view text) {
    REQUIRE(store.write(folder / name, std::as_bytes(std::span(text))));
}

std::vector<std::string> models_in(ObjectStore& store) {
    auto names = store.names(folder).value();
    std::erase(names, "choice.json");
    return names;
}

}  // namespace

TEST_CASE("the newest model is the current one") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    Models models(store.one(), 2, 100);
    const auto none = models.current(folder);
    REQUIRE_FALSE(none);
    CHECK(none.error().reason == Reason::none);

    const auto bytes = write_model(small_model());
    CHECK(models.add(folder, bytes).value() == 1);
    CHECK(models.current(folder).value().version == 1);
    CHECK(models.add(folder, bytes).value() == 2);
    const auto current = models.current(folder);
    REQUIRE(current);
    CHECK(current->version == 2);
    CHECK(current->model->n_classes() == 3);
    CHECK(models.current(folder)->model == current->model);  // kept in memory
    CHECK(Models(store.other(), 2, 100).current(folder).value().version == 2);
    CHECK(models_in(store.one()) == std::vector<std::string>{"1.eigenfaces", "2.eigenfaces"});
}

TEST_CASE("the newest models stay stored, and numbers go on") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    Models models(store.one(), 2, 2);
    const auto bytes = write_model(small_model());
    for (std::uint64_t version = 1; version <= 11; ++version)
        CHECK(models.add(folder, bytes).value() == version);
    CHECK(models_in(store.one()) == std::vector<std::string>{"10.eigenfaces", "11.eigenfaces"});
    CHECK(models.current(folder).value().version == 11);
}

TEST_CASE("an earlier model is chosen, until another is chosen or added") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    Models models(store.one(), 2, 100);
    const auto bytes = write_model(small_model());
    for (int i = 0; i < 3; ++i)
        REQUIRE(models.add(folder, bytes));
    CHECK(models.choose(folder, 1).value());
    CHECK_FALSE(models.choose(folder, 7).value());
    CHECK(models.current(folder).value().version == 1);
    CHECK(Models(store.other(), 2, 100).current(folder).value().version == 1);
    const auto list = models.list(folder).value();
    REQUIRE(list.size() == 3);
    CHECK(list[0].version == 3);
    CHECK(list[2].current);
    CHECK_FALSE(list[0].current);
    CHECK(list[0].bytes == bytes.size());
    CHECK(models.choose(folder, 2).value());
    CHECK(models.current(folder).value().version == 2);
    CHECK(models.add(folder, bytes).value() == 4);
    CHECK(models.current(folder).value().version == 4);
}

TEST_CASE("a model that is removed is gone, its number too; the current one stays while there are others") {
    using Removal = Models::Removal;
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    Models models(store.one(), 2, 100);
    const auto bytes = write_model(small_model());
    for (int i = 0; i < 3; ++i)
        REQUIRE(models.add(folder, bytes));
    CHECK(models.remove(folder, 3).value() == Removal::in_use);
    CHECK(models.choose(folder, 1).value());
    CHECK(models.remove(folder, 3).value() == Removal::removed);
    CHECK(models.remove(folder, 3).value() == Removal::missing);
    CHECK(models.current(folder).value().version == 1);
    CHECK_FALSE(models.read(folder, 3).value().has_value());
    CHECK(models.read(folder, 2).value() == as_text(bytes));
    CHECK(models.add(folder, bytes).value() == 4);
    CHECK(models.remove(folder, 1).value() == Removal::removed);
    CHECK(models.remove(folder, 2).value() == Removal::removed);
    CHECK(models.remove(folder, 4).value() == Removal::removed);
    CHECK(models.current(folder).error().reason == Reason::none);
    CHECK(models.add(folder, bytes).value() == 5);
    CHECK(models.current(folder).value().version == 5);
}

TEST_CASE("a choice that can't be understood is told, and nothing is given in its place") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    Models models(store.one(), 2, 100);
    REQUIRE(models.add(folder, write_model(small_model())));
    put(store.one(), "choice.json", "{\"chosen\": -1}");
    CHECK(models.current(folder).error().reason == Reason::unreadable);
    CHECK_FALSE(models.choose(folder, 1));
}

TEST_CASE("objects that are not models do not count") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    for (const char* name :
         {"0.eigenfaces", "x.eigenfaces", "9.eigenfaces.bak", ".tmp-0123", "-1.eigenfaces"})
        put(store.one(), name, "x");
    Models models(store.one(), 2, 100);
    const auto current = models.current(folder);
    REQUIRE_FALSE(current);
    CHECK(current.error().reason == Reason::none);
}

TEST_CASE("a damaged model is found out and said") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    Models models(store.one(), 2, 100);
    const auto bytes = write_model(small_model());
    REQUIRE(models.add(folder, bytes));
    // While it is in use, too, where that costs next to nothing to see.
    if (!store.is_shared()) REQUIRE(models.current(folder));

    put(store.one(), "1.eigenfaces", as_text(bytes).substr(0, bytes.size() / 2));
    const auto damaged = models.current(folder);
    REQUIRE_FALSE(damaged);
    CHECK(damaged.error().reason == Reason::unusable);
    CHECK_THAT(damaged.error().message, ContainsSubstring("the stored model 1 can't be used"));

    CHECK(models.add(folder, bytes).value() == 2);
    CHECK(models.current(folder).value().version == 2);
}

TEST_CASE("more workspaces than models fit in memory still get theirs") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    Models models(store.one(), 2, 100);
    const auto bytes = write_model(small_model());
    for (const char* workspace : {"a", "b", "c"})
        REQUIRE(models.add(folder / workspace, bytes));
    for (int round = 0; round < 2; ++round) {
        for (const char* workspace : {"a", "b", "c"})
            CHECK(models.current(folder / workspace).value().version == 1);
    }
}

TEST_CASE("a model that a newer one has replaced does not stay in memory") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    Models models(store.one(), 16, 100);
    CHECK_FALSE(models.newest_time());
    const auto bytes = write_model(small_model());
    REQUIRE(models.add(folder, bytes));
    const std::weak_ptr<const Model> first = models.current(folder).value().model;
    CHECK_FALSE(first.expired());
    REQUIRE(models.add(folder, bytes));
    REQUIRE(models.current(folder));
    CHECK(first.expired());

    Models after_a_restart(store.other(), 16, 100);
    after_a_restart.note_existing(folder);
    REQUIRE(after_a_restart.newest_time());
    CHECK(*models.newest_time() - *after_a_restart.newest_time() <= std::chrono::seconds(1));
    Models another(store.other(), 16, 100);
    REQUIRE(another.current(folder));
    CHECK(another.newest_time() == after_a_restart.newest_time());
}

TEST_CASE("of several that add models at once each gets its own number, and the highest is in use") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    Models one(store.one(), 2, 100);
    Models other(store.other(), 2, 100);
    const auto bytes = write_model(small_model());
    constexpr std::size_t each = 5;
    std::array<std::vector<std::uint64_t>, 4> given;
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < given.size(); ++i) {
            threads.emplace_back([&, i] {
                for (std::size_t n = 0; n < each; ++n)
                    given[i].push_back((i % 2 == 0 ? one : other).add(folder, bytes).value_or(0));
            });
        }
    }
    std::set<std::uint64_t> numbers;
    for (const auto& some : given)
        numbers.insert(some.begin(), some.end());
    CHECK(numbers.size() == given.size() * each);
    CHECK(*numbers.begin() == 1);
    CHECK(*numbers.rbegin() == given.size() * each);
    CHECK(one.current(folder).value().version == *numbers.rbegin());
    CHECK(other.current(folder).value().version == *numbers.rbegin());
}

TEST_CASE("what others add, choose and remove is seen at once, and nothing is listed for a prediction") {
    TestedStore store(TestedStore::Kind::shared);
    Models here(store.one(), 2, 100);
    Models there(store.other(), 2, 100);
    const auto bytes = write_model(small_model());
    REQUIRE(there.add(folder, bytes).value() == 1);
    CHECK(here.current(folder).value().version == 1);
    REQUIRE(there.add(folder, bytes).value() == 2);
    CHECK(here.current(folder).value().version == 2);
    REQUIRE(there.choose(folder, 1).value());
    CHECK(here.current(folder).value().version == 1);
    CHECK(here.current(folder).value().version == 1);
    CHECK(store.lists() == 0);
    CHECK(here.add(folder, bytes).value() == 3);
    CHECK(there.current(folder).value().version == 3);
    CHECK(here.list(folder).value().front().current);
    REQUIRE(there.choose(folder, 1).value());
    for (const std::uint64_t version : {2U, 3U, 1U})
        CHECK(there.remove(folder, version).value() == Models::Removal::removed);
    CHECK(here.current(folder).error().reason == Reason::none);
}

TEST_CASE("a workspace that others made anew has its own first model") {
    TestedStore store(TestedStore::Kind::shared);
    Models here(store.one(), 2, 100);
    Models there(store.other(), 2, 100);
    const auto bytes = write_model(small_model());
    REQUIRE(there.add(folder, bytes));
    const auto first = here.current(folder).value().model;
    REQUIRE(store.other().remove_all(folder));
    REQUIRE(there.add(folder, bytes));
    const auto second = here.current(folder);
    REQUIRE(second);
    CHECK(second->version == 1);
    CHECK(second->model != first);
}

TEST_CASE("what was stored and not chosen, as others were killed, is not in use, and its number is taken") {
    TestedStore store(TestedStore::Kind::shared);
    Models models(store.one(), 2, 100);
    const auto bytes = write_model(small_model());
    REQUIRE(models.add(folder, bytes));
    put(store.other(), "2.eigenfaces", as_text(bytes));
    CHECK(models.current(folder).value().version == 1);
    CHECK(models.list(folder).value().back().current);
    CHECK(models.add(folder, bytes).value() == 3);
    CHECK(models.current(folder).value().version == 3);
}

TEST_CASE("models that one process had alone are the same once others write to the store") {
    TestedStore store(TestedStore::Kind::shared);
    const std::string model = as_text(write_model(small_model()));
    for (const char* name : {"1.eigenfaces", "2.eigenfaces"})
        put(store.one(), name, model);
    Models models(store.one(), 2, 100);
    CHECK(models.current(folder).value().version == 2);
    put(store.one(), "choice.json", R"({"chosen":1,"last":2})");
    CHECK(models.current(folder).value().version == 1);
    put(store.one(), "3.eigenfaces", model);
    CHECK(models.current(folder).value().version == 3);
    CHECK(models.add(folder, write_model(small_model())).value() == 4);
    CHECK(models.current(folder).value().version == 4);
}

TEST_CASE("while others are chosen and removed, a prediction gets one that was in use") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    Models changed(store.one(), 2, 100);
    Models asked(store.other(), 2, 100);
    const auto bytes = write_model(small_model());
    constexpr std::uint64_t last = 30;
    for (std::uint64_t version = 1; version <= last; ++version)
        REQUIRE(changed.add(folder, bytes).value() == version);
    REQUIRE(changed.choose(folder, 1).value());
    std::atomic<bool> wrong = false;
    {
        const std::jthread asking([&](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                const auto current = asked.current(folder);
                // The newest one is never chosen.
                if (!current || current->version == last) wrong = true;
            }
        });
        for (std::uint64_t version = 2; version < last; ++version) {
            CHECK(changed.choose(folder, version).value());
            CHECK(changed.remove(folder, version - 1).value() == Models::Removal::removed);
        }
    }
    CHECK_FALSE(wrong);
}

TEST_CASE("a model that comes too late is not used, and not left in the store") {
    TestedStore store(TestedStore::Kind::shared);
    Models models(store.one(), 2, 100);
    Models others(store.other(), 2, 100);
    const auto bytes = write_model(small_model());
    REQUIRE(models.add(folder, bytes).value() == 1);
    // Another server takes the workspace over: before it is stored, or after, with a model or without.
    const int asked_before = GENERATE(0, 1);
    const bool adds = GENERATE(false, true);
    int asked = 0;
    const auto added = models.add_if(folder, bytes, [&] {
        if (asked++ < asked_before) return true;
        if (adds) CHECK(others.add(folder, bytes));
        return false;
    });
    REQUIRE(added);
    CHECK_FALSE(added->has_value());
    const std::uint64_t current = adds ? (asked_before == 0 ? 2 : 3) : 1;
    CHECK(models.current(folder).value().version == current);
    CHECK(models.list(folder).value().size() == (adds ? 2 : 1));
    CHECK(models.add_if(folder, bytes, [] { return true; }).value() == current + 1);
}

TEST_CASE("who is asked in time, and overtaken then, undoes nothing") {
    TestedStore store(TestedStore::Kind::shared);
    Models models(store.one(), 2, 100);
    Models others(store.other(), 2, 100);
    const auto bytes = write_model(small_model());
    REQUIRE(models.add(folder, bytes).value() == 1);
    int asked = 0;
    // The second time is the last before it comes into use.
    const auto added = models.add_if(folder, bytes, [&] {
        if (++asked == 2) CHECK(others.add(folder, bytes).value() == 3);
        return asked <= 2;
    });
    REQUIRE(added);
    CHECK_FALSE(added->has_value());
    CHECK(asked == 3);
    CHECK(models.current(folder).value().version == 3);
}

TEST_CASE("which model is in use is remembered for as long as it may be, and own changes are known at once") {
    TestedStore store(TestedStore::Kind::shared);
    const auto bytes = write_model(small_model());
    Models others(store.other(), 2, 100);
    REQUIRE(others.add(folder, bytes));
    for (const auto time : {std::chrono::milliseconds(0), std::chrono::milliseconds(std::chrono::hours(1))}) {
        Models models(store.one(), 2, 100, time);
        const auto version = models.current(folder).value().version;
        REQUIRE(others.add(folder, bytes).value() == version + 1);
        CHECK(models.current(folder).value().version == (time.count() == 0 ? version + 1 : version));
        REQUIRE(models.choose(folder, version));
        REQUIRE(others.choose(folder, version + 1));
        CHECK(models.current(folder).value().version == version + 1);
        // One that is gone is not used for what was remembered of it.
        REQUIRE(models.add(folder, bytes).value() == version + 2);
        CHECK(models.current(folder).value().version == version + 2);
    }
    Models models(store.one(), 2, 100, std::chrono::milliseconds(20));
    const auto version = models.current(folder).value().version;
    REQUIRE(others.add(folder, bytes).value() == version + 1);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (models.current(folder).value().version == version)
        REQUIRE(std::chrono::steady_clock::now() < deadline);
}
