#include "jobs/job_records.hpp"

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

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

}  // namespace

TEST_CASE("a job's record is there while it runs, and afterwards, also for the next process") {
    const TemporaryFolder folder;
    {
        JobRecords records(folder.path(), 10);
        REQUIRE(records.open());
        REQUIRE(records.add(record(1)));
        CHECK(records.find(id(1)).value()->state == JobState::running);
        CHECK_FALSE(records.find(id(2)).value());
        REQUIRE(records.finish(succeeded(record(1))));
    }
    JobRecords again(folder.path(), 10);
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
    const TemporaryFolder folder;
    {
        JobRecords records(folder.path(), 10);
        REQUIRE(records.add(record(1)));
    }
    JobRecords again(folder.path(), 10);
    REQUIRE(again.open());
    const auto found = again.find(id(1)).value();
    REQUIRE(found);
    CHECK(found->state == JobState::failed);
    CHECK_THAT(found->problem->at("detail").get<std::string>(), ContainsSubstring("interrupted"));
}

TEST_CASE("a workspace's records are listed newest first, and the oldest go") {
    const TemporaryFolder folder;
    JobRecords records(folder.path(), 3);
    for (int i = 1; i <= 6; ++i) {
        REQUIRE(records.add(record(i)));
        REQUIRE(records.finish(succeeded(record(i))));
        std::filesystem::last_write_time(
            folder / "one" / std::filesystem::path("jobs") / (id(i) + ".json"),
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

TEST_CASE("a record is removed once its job has ended") {
    const TemporaryFolder folder;
    JobRecords records(folder.path(), 3);
    REQUIRE(records.add(record(1)));
    CHECK_FALSE(records.remove(id(1)).value());
    REQUIRE(records.finish(succeeded(record(1))));
    CHECK(records.remove(id(1)).value());
    CHECK_FALSE(records.remove(id(1)).value());
    CHECK_FALSE(records.find(id(1)).value());
    CHECK(names_in(folder.path() / "one" / "jobs").empty());
}

TEST_CASE("a key finds its job for as long as it counts") {
    const TemporaryFolder folder;
    JobRecords records(folder.path(), 3);
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

TEST_CASE("files that are no records do not count, and a damaged record is told") {
    const TemporaryFolder folder;
    put_file(folder.path() / "one" / "jobs" / "note.json", "{}");
    put_file(folder.path() / "one" / "jobs" / (id(1) + ".json.bak"), "{}");
    JobRecords records(folder.path(), 3);
    REQUIRE(records.open());
    CHECK(records.list(one).value().empty());
    put_file(folder.path() / "one" / "jobs" / (id(2) + ".json"), "{");
    JobRecords damaged(folder.path(), 3);
    REQUIRE(damaged.open());
    CHECK_FALSE(damaged.find(id(2)));
}

TEST_CASE("the end of a job that the disk does not take is told from memory") {
    const TemporaryFolder folder;
    JobRecords records(folder.path(), 3);
    REQUIRE(records.add(record(1)));
    std::filesystem::remove_all(folder / "one");
    CHECK_FALSE(records.finish(succeeded(record(1))));
    CHECK(records.find(id(1)).value()->state == JobState::succeeded);
}
