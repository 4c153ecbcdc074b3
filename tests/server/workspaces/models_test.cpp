#include "workspaces/models.hpp"

#include <chrono>
#include <memory>

#include "tests/catch.hpp"
#include "tests/model/small_model.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces;
using eigenfaces::service::Models;

namespace {

using Reason = Models::Unavailable::Reason;

std::string as_text(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

TEST_CASE("the newest model is the current one") {
    const TemporaryFolder folder;
    const auto models_folder = folder / "ws" / "models";
    Models models(2, 100);
    const auto none = models.current(models_folder);
    REQUIRE_FALSE(none);
    CHECK(none.error().reason == Reason::none);

    const auto bytes = write_model(small_model());
    CHECK(models.add(models_folder, bytes).value() == 1);
    CHECK(models.current(models_folder).value().version == 1);
    CHECK(models.add(models_folder, bytes).value() == 2);
    const auto current = models.current(models_folder);
    REQUIRE(current);
    CHECK(current->version == 2);
    CHECK(current->model->n_classes() == 3);
    CHECK(models.current(models_folder)->model == current->model);  // kept in memory
    CHECK(names_in(models_folder) == std::vector<std::string>{"1.eigenfaces", "2.eigenfaces"});
}

TEST_CASE("the newest models stay on disk, and numbers go on") {
    const TemporaryFolder folder;
    Models models(2, 2);
    const auto bytes = write_model(small_model());
    for (std::uint64_t version = 1; version <= 11; ++version)
        CHECK(models.add(folder.path(), bytes).value() == version);
    CHECK(names_in(folder.path()) == std::vector<std::string>{"10.eigenfaces", "11.eigenfaces"});
    CHECK(models.current(folder.path()).value().version == 11);
}

TEST_CASE("an earlier model is chosen, until another is chosen or added") {
    const TemporaryFolder folder;
    Models models(2, 100);
    const auto bytes = write_model(small_model());
    for (int i = 0; i < 3; ++i)
        REQUIRE(models.add(folder.path(), bytes));
    CHECK(models.choose(folder.path(), 1).value());
    CHECK_FALSE(models.choose(folder.path(), 7).value());
    CHECK(models.current(folder.path()).value().version == 1);
    CHECK(Models(2, 100).current(folder.path()).value().version == 1);
    const auto list = models.list(folder.path()).value();
    REQUIRE(list.size() == 3);
    CHECK(list[0].version == 3);
    CHECK(list[2].current);
    CHECK_FALSE(list[0].current);
    CHECK(list[0].bytes == bytes.size());
    CHECK(models.choose(folder.path(), 2).value());
    CHECK(models.current(folder.path()).value().version == 2);
    CHECK(models.add(folder.path(), bytes).value() == 4);
    CHECK(models.current(folder.path()).value().version == 4);
}

TEST_CASE("a model that is removed is gone, its number too; the current one stays while there are others") {
    using Removal = Models::Removal;
    const TemporaryFolder folder;
    Models models(2, 100);
    const auto bytes = write_model(small_model());
    for (int i = 0; i < 3; ++i)
        REQUIRE(models.add(folder.path(), bytes));
    CHECK(models.remove(folder.path(), 3).value() == Removal::in_use);
    CHECK(models.choose(folder.path(), 1).value());
    CHECK(models.remove(folder.path(), 3).value() == Removal::removed);
    CHECK(models.remove(folder.path(), 3).value() == Removal::missing);
    CHECK(models.current(folder.path()).value().version == 1);
    CHECK_FALSE(Models::read(folder.path(), 3).value().has_value());
    CHECK(Models::read(folder.path(), 2).value() == as_text(bytes));
    CHECK(models.add(folder.path(), bytes).value() == 4);
    CHECK(models.remove(folder.path(), 1).value() == Removal::removed);
    CHECK(models.remove(folder.path(), 2).value() == Removal::removed);
    CHECK(models.remove(folder.path(), 4).value() == Removal::removed);
    CHECK(models.current(folder.path()).error().reason == Reason::none);
    CHECK(models.add(folder.path(), bytes).value() == 5);
    CHECK(models.current(folder.path()).value().version == 5);
}

TEST_CASE("a choice that can't be understood is told, and nothing is given in its place") {
    const TemporaryFolder folder;
    Models models(2, 100);
    REQUIRE(models.add(folder.path(), write_model(small_model())));
    put_file(folder / "choice.json", "{\"chosen\": -1}");
    CHECK(models.current(folder.path()).error().reason == Reason::unreadable);
    CHECK_FALSE(models.choose(folder.path(), 1));
}

TEST_CASE("files that are not models do not count") {
    const TemporaryFolder folder;
    for (const char* name :
         {"0.eigenfaces", "x.eigenfaces", "9.eigenfaces.bak", ".tmp-0123", "-1.eigenfaces"}) {
        put_file(folder / name, "x");
    }
    Models models(2, 100);
    const auto current = models.current(folder.path());
    REQUIRE_FALSE(current);
    CHECK(current.error().reason == Reason::none);
}

TEST_CASE("a model that is damaged while it is in use is found out and said") {
    const TemporaryFolder folder;
    Models models(2, 100);
    const auto bytes = write_model(small_model());
    REQUIRE(models.add(folder.path(), bytes));
    REQUIRE(models.current(folder.path()));

    put_file(folder / "1.eigenfaces", as_text(bytes).substr(0, bytes.size() / 2));
    const auto damaged = models.current(folder.path());
    REQUIRE_FALSE(damaged);
    CHECK(damaged.error().reason == Reason::unusable);
    CHECK_THAT(damaged.error().message, ContainsSubstring("the stored model 1 can't be used"));

    CHECK(models.add(folder.path(), bytes).value() == 2);
    CHECK(models.current(folder.path()).value().version == 2);
}

TEST_CASE("more workspaces than models fit in memory still get theirs") {
    const TemporaryFolder folder;
    Models models(2, 100);
    const auto bytes = write_model(small_model());
    for (const char* workspace : {"a", "b", "c"})
        REQUIRE(models.add(folder / workspace, bytes));
    for (int round = 0; round < 2; ++round) {
        for (const char* workspace : {"a", "b", "c"})
            CHECK(models.current(folder / workspace).value().version == 1);
    }
}

TEST_CASE("a model that a newer one has replaced does not stay in memory") {
    const TemporaryFolder folder;
    Models models(16, 100);
    CHECK_FALSE(models.newest_time());
    const auto bytes = write_model(small_model());
    REQUIRE(models.add(folder.path(), bytes));
    const std::weak_ptr<const Model> first = models.current(folder.path()).value().model;
    CHECK_FALSE(first.expired());
    REQUIRE(models.add(folder.path(), bytes));
    REQUIRE(models.current(folder.path()));
    CHECK(first.expired());

    Models after_a_restart(16, 100);
    after_a_restart.note_existing(folder.path());
    REQUIRE(after_a_restart.newest_time());
    CHECK(*models.newest_time() - *after_a_restart.newest_time() <= std::chrono::seconds(1));
}
