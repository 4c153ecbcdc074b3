#include "jobs/job_records.hpp"

#include <array>
#include <span>
#include <thread>

#include "tests/catch.hpp"
#include "tests/server/objects/tested_store.hpp"
#include "workspaces/workspace_keys.hpp"

using namespace eigenfaces::service;

namespace {

const WorkspaceId one = *WorkspaceId::parse("one");
const WorkspaceId two = *WorkspaceId::parse("two");

std::string id(int number) {
    const std::string digits = std::to_string(number);
    return std::string(32 - digits.size(), '0') + digits;
}

JobRecord record(int number, const WorkspaceId& workspace = one) {
    return {.id = id(number),
            .workspace = workspace,
            .kind = JobKind::train,
            .started = std::chrono::system_clock::now() + std::chrono::seconds(number)};
}

JobRecord succeeded(JobRecord record) {
    record.state = JobState::succeeded;
    record.ended = std::chrono::system_clock::now();
    record.result = nlohmann::json{{"version", 3}};
    return record;
}

void put(ObjectStore& store, const std::string& name, std::string_view text) {
    REQUIRE(store.write(WorkspaceKeys(one).jobs() / name, std::as_bytes(std::span(text))));
}

/// In files, whose times can be set.
struct RecordFiles {
    explicit RecordFiles(std::size_t kept) : records(objects, kept) {}

    TemporaryFolder folder;
    FolderObjects objects{folder.path()};
    JobRecords records;

    std::filesystem::path path() const { return folder / WorkspaceKeys(one).jobs().text(); }
};

}  // namespace

TEST_CASE("a job's record is there while it runs, and afterwards, also for the next process") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    {
        JobRecords records(store.one(), 10);
        REQUIRE(records.open());
        REQUIRE(records.add(record(1)));
        CHECK(records.find(id(1)).value()->state == JobState::running);
        CHECK_FALSE(records.find(id(2)).value());
        REQUIRE(records.finish(succeeded(record(1))));
        CHECK(records.find(id(1)).value()->state == JobState::succeeded);
    }
    JobRecords again(store.other(), 10);
    REQUIRE(again.open());
    const auto found = again.find(id(1)).value();
    REQUIRE(found);
    CHECK(found->state == JobState::succeeded);
    CHECK(found->workspace == one);
    CHECK(found->kind == JobKind::train);
    CHECK(found->result->at("version") == 3);
    CHECK(found->ended.has_value());
}

TEST_CASE("what was running when the process ended has failed: interrupted") {
    TestedStore store(TestedStore::Kind::folder);
    {
        JobRecords records(store.one(), 10);
        REQUIRE(records.add(record(1)));
    }
    JobRecords again(store.one(), 10);
    REQUIRE(again.open());
    const auto found = again.find(id(1)).value();
    REQUIRE(found);
    CHECK(found->state == JobState::failed);
    CHECK_THAT(found->problem->at("detail").get<std::string>(), ContainsSubstring("interrupted"));
}

TEST_CASE("a workspace's records are listed newest first, and the oldest go") {
    RecordFiles stored(3);
    JobRecords& records = stored.records;
    for (int i = 1; i <= 6; ++i) {
        REQUIRE(records.add(record(i)));
        REQUIRE(records.finish(succeeded(record(i))));
        std::filesystem::last_write_time(
            stored.path() / (id(i) + ".json"),
            std::filesystem::file_time_type::clock::now() + std::chrono::seconds(i));
    }
    REQUIRE(records.add(record(7)));
    REQUIRE(records.add(record(8, two)));
    std::vector<std::string> ids;
    const auto all = records.list(one).value();
    for (const JobRecord& listed : all)
        ids.push_back(listed.id);
    CHECK(ids == std::vector<std::string>{id(7), id(6), id(5), id(4)});
    CHECK(records.list(two).value().size() == 1);
}

TEST_CASE("as many records stay as are kept, besides those of what runs") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    JobRecords records(store.one(), 2);
    REQUIRE(records.add(record(1)));
    for (int i = 2; i <= 7; ++i) {
        REQUIRE(records.add(record(i)));
        REQUIRE(records.finish(succeeded(record(i))));
    }
    REQUIRE(records.add(record(8)));
    const auto list = records.list(one).value();
    REQUIRE(list.size() == 4);
    CHECK(list.front().id == id(8));
    CHECK(list.back().id == id(1));
    CHECK(list.back().state == JobState::running);
    if (store.is_shared()) CHECK(store.one().names(ObjectKey("jobs")).value().size() == 4);
}

TEST_CASE("a record is removed once its job has ended") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    JobRecords records(store.one(), 3);
    REQUIRE(records.add(record(1)));
    CHECK_FALSE(records.remove(id(1)).value());
    REQUIRE(records.finish(succeeded(record(1))));
    CHECK(records.remove(id(1)).value());
    CHECK_FALSE(records.remove(id(1)).value());
    CHECK_FALSE(records.find(id(1)).value());
    CHECK(store.one().list(WorkspaceKeys(one).root).value().empty());
    CHECK(store.one().list(ObjectKey("jobs")).value().empty());
}

TEST_CASE("a key finds its job for as long as it counts") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    JobRecords records(store.one(), 3);
    JobRecord keyed = record(1);
    keyed.started = std::chrono::system_clock::now() - std::chrono::hours(2);
    keyed.key = IdempotencyKey{"monday", "train"};
    REQUIRE(records.add(keyed));
    const auto found = records.find_key(one, "monday", std::chrono::hours(24)).value();
    REQUIRE(found);
    CHECK(found->key == keyed.key);
    CHECK_FALSE(records.find_key(one, "monday", std::chrono::hours(1)).value());
    CHECK_FALSE(records.find_key(one, "tuesday", std::chrono::hours(24)).value());
    CHECK_FALSE(records.find_key(two, "monday", std::chrono::hours(24)).value());
}

TEST_CASE("objects that are no records do not count, and a damaged record is told") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    put(store.one(), "note.json", "{}");
    put(store.one(), id(1) + ".json.bak", "{}");
    JobRecords records(store.one(), 3);
    REQUIRE(records.open());
    CHECK(records.list(one).value().empty());
    REQUIRE(records.add(record(2)));
    put(store.one(), id(2) + ".json", "{");
    JobRecords damaged(store.other(), 3);
    REQUIRE(damaged.open());
    CHECK_FALSE(damaged.find(id(2)));
    CHECK(damaged.remove(id(2)).value_or(false));
}

TEST_CASE("the end of a job that the store does not take is told from memory") {
    RecordFiles stored(3);
    JobRecords& records = stored.records;
    REQUIRE(records.add(record(1)));
    std::filesystem::remove_all(stored.folder / "workspaces");
    CHECK_FALSE(records.finish(succeeded(record(1))));
    CHECK(records.find(id(1)).value()->state == JobState::succeeded);
    CHECK_FALSE(std::filesystem::exists(stored.folder / "workspaces"));
}

TEST_CASE("of a workspace that was removed nothing is found, and a job that ends later leaves nothing") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    JobRecords records(store.one(), 3);
    REQUIRE(records.add(record(1)));
    REQUIRE(records.finish(succeeded(record(1))));
    REQUIRE(records.add(record(2)));
    REQUIRE(records.add(record(3, two)));
    REQUIRE(records.remove_index(one));
    REQUIRE(store.one().remove_all(WorkspaceKeys(one).root));
    records.forget(one);
    REQUIRE(records.finish(succeeded(record(2))));
    for (const int number : {1, 2})
        CHECK_FALSE(records.find(id(number)).value());
    CHECK(records.list(one).value().empty());
    CHECK(store.one().list(WorkspaceKeys(one).root).value().empty());
    CHECK(records.find(id(3)).value().has_value());
}

TEST_CASE("a job of another process is found as it stands") {
    TestedStore store(TestedStore::Kind::shared);
    JobRecords here(store.one(), 3);
    JobRecords there(store.other(), 3);
    REQUIRE(there.add(record(1)));
    CHECK(here.find(id(1)).value()->state == JobState::running);
    CHECK(here.list(one).value().at(0).state == JobState::running);
    CHECK_FALSE(here.remove(id(1)).value());
    REQUIRE(there.finish(succeeded(record(1))));
    CHECK(here.find(id(1)).value()->state == JobState::succeeded);
    CHECK(here.remove(id(1)).value());
    CHECK_FALSE(there.find(id(1)).value());
    CHECK_FALSE(here.find("no id").value());
}

TEST_CASE("a job that others took for dead stays interrupted, and one that has ended stays so") {
    TestedStore store(TestedStore::Kind::shared);
    JobRecords here(store.one(), 3);
    JobRecords there(store.other(), 3);
    REQUIRE(there.add(record(1)));
    CHECK(here.interrupt(one, id(1)).value());
    CHECK_FALSE(here.interrupt(one, id(1)).value());
    CHECK_FALSE(there.finish(succeeded(record(1))));
    for (JobRecords* records : {&here, &there}) {
        const auto found = records->find(id(1)).value();
        REQUIRE(found);
        CHECK(found->state == JobState::failed);
        CHECK_THAT(found->problem->at("detail").get<std::string>(), ContainsSubstring("interrupted"));
    }
    REQUIRE(there.add(record(2)));
    REQUIRE(there.finish(succeeded(record(2))));
    CHECK_FALSE(here.interrupt(one, id(2)).value());
    CHECK(here.find(id(2)).value()->state == JobState::succeeded);
    CHECK_FALSE(here.interrupt(one, id(3)).value());
}

TEST_CASE("a job that ends while it is looked for is never told as interrupted") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    JobRecords records(store.one(), 100);
    for (int i = 1; i <= 20; ++i) {
        REQUIRE(records.add(record(i)));
        std::array<bool, 2> wrong{};
        {
            std::vector<std::jthread> threads;
            for (bool& found_wrong : wrong) {
                threads.emplace_back([&found_wrong, &records, i](const std::stop_token& stop) {
                    while (!stop.stop_requested())
                        found_wrong = found_wrong || records.find(id(i)).value()->state == JobState::failed;
                });
            }
            CHECK(records.finish(succeeded(record(i))));
        }
        CHECK_FALSE(wrong[0]);
        CHECK_FALSE(wrong[1]);
    }
}

TEST_CASE("whoever sees a job's end can remove its record, also while the end is being noted") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    JobRecords records(store.one(), 100);
    for (int i = 1; i <= 50; ++i) {
        REQUIRE(records.add(record(i)));
        bool removed = false;
        {
            const std::jthread watcher([&] {
                while (records.find(id(i)).value()->state == JobState::running) {
                }
                removed = records.remove(id(i)).value();
            });
            CHECK(records.finish(succeeded(record(i))));
        }
        CHECK(removed);
        CHECK_FALSE(records.find(id(i)).value());
    }
}
