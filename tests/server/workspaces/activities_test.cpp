#include "workspaces/activities.hpp"

#include "tests/catch.hpp"

using namespace eigenfaces::service;

TEST_CASE("a workspace has one activity at a time, others are not disturbed") {
    Activities activities;
    const auto one = *WorkspaceId::parse("one");
    {
        const auto lease = activities.begin(one, "training");
        REQUIRE(std::holds_alternative<Activities::Lease>(lease));
        const auto second = activities.begin(one, "downloading");
        REQUIRE(std::holds_alternative<Activities::Busy>(second));
        CHECK(std::get<Activities::Busy>(second).activity == "training");
        const auto other = activities.begin(*WorkspaceId::parse("two"), "training");
        CHECK(std::holds_alternative<Activities::Lease>(other));
        CHECK(activities.busy(one).value().activity == "training");
        CHECK(activities.counts() == std::map<std::string, std::size_t>{{"training", 2}});
    }
    CHECK_FALSE(activities.busy(one));
    CHECK(activities.counts().empty());
    CHECK(std::holds_alternative<Activities::Lease>(activities.begin(one, "training")));
}
