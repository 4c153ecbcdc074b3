// Two servers, each with a data folder of its own, over one store of objects.
#include <chrono>

#include "model/png_encoder.hpp"
#include "objects/folder_objects.hpp"
#include "operations/own_data_sets.hpp"
#include "operations/stored_models.hpp"
#include "operations/stored_pictures.hpp"
#include "operations/stored_workspace.hpp"
#include "operations/upload.hpp"
#include "tests/catch.hpp"
#include "tests/model/small_model.hpp"
#include "tests/server/objects/shared_objects.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

namespace {

const WorkspaceId mine = *WorkspaceId::parse("mine");

std::string picture(std::uint8_t shade) {
    return eigenfaces::encode_png({{8, 8}, 1, std::vector<std::uint8_t>(64, shade)});
}

struct Servers {
    TemporaryFolder folder;
    FolderObjects store{folder.path()};
    std::unique_ptr<State> one = open("one");
    std::unique_ptr<State> other = open("other");
    Limits limits;

    Servers() { limits.min_free_space = 0; }
    std::unique_ptr<State> open(const char* data_dir) {
        StateLimits state_limits;
        state_limits.uploads.files = 2;
        state_limits.workspaces = 1;
        state_limits.job_records = 10;
        return State::open(folder / data_dir, state_limits, std::make_unique<SharedObjects>(store)).value();
    }
    auto upload_to(State& state, std::string_view name) const {
        const std::string contents = picture(1);
        return upload(state, limits, mine, name, std::as_bytes(std::span(contents)));
    }
    void add_model(State& state) const {
        REQUIRE(state.models().add(WorkspaceKeys(mine).models(), eigenfaces::write_model(small_model())));
    }
};

}  // namespace

TEST_CASE("what one server stores the other has, within the limits of both") {
    const Servers servers;
    REQUIRE(servers.upload_to(*servers.one, "a.png"));
    CHECK(read_upload(*servers.other, mine, "a.png").value() == picture(1));
    REQUIRE(servers.upload_to(*servers.other, "b.png"));
    const auto third = servers.upload_to(*servers.one, "c.png");
    REQUIRE_FALSE(third);
    CHECK(third.error().kind == UploadFailure::Kind::no_space);
    CHECK(list_uploads(*servers.one, mine).size() == 2);

    const auto other_workspace = *WorkspaceId::parse("another");
    const std::string contents = picture(1);
    for (State* state : {servers.one.get(), servers.other.get()})
        CHECK_FALSE(
            upload(*state, servers.limits, other_workspace, "a.png", std::as_bytes(std::span(contents))));

    servers.add_model(*servers.other);
    servers.add_model(*servers.one);
    CHECK(find_model(*servers.other, mine, "current").value().stored.version == 2);
    REQUIRE(choose_model(*servers.other, mine, 1));
    CHECK(servers.one->models().current(WorkspaceKeys(mine).models()).value().version == 1);
    // Nothing of this is in a data folder.
    CHECK_FALSE(std::filesystem::exists(servers.folder / "one/workspaces/mine"));
}

TEST_CASE("what one server deletes is gone for the other") {
    const Servers servers;
    REQUIRE(servers.upload_to(*servers.one, "a.png"));
    REQUIRE(servers.upload_to(*servers.one, "b.png"));
    REQUIRE(delete_upload(*servers.other, mine, "a.png"));
    CHECK_FALSE(read_upload(*servers.one, mine, "a.png"));
    servers.add_model(*servers.one);
    REQUIRE(servers.one->models().current(WorkspaceKeys(mine).models()));
    const JobRecord job{.id = std::string(32, 'a'),
                        .workspace = mine,
                        .kind = JobKind::train,
                        .started = std::chrono::system_clock::now()};
    REQUIRE(servers.one->job_records().add(job));
    CHECK(servers.other->job_records().find(job.id).value()->state == JobState::running);

    REQUIRE(delete_workspace(*servers.other, mine));
    CHECK(list_uploads(*servers.one, mine).empty());
    // Which model is in use is remembered for a moment.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (servers.one->models().current(WorkspaceKeys(mine).models()))
        REQUIRE(std::chrono::steady_clock::now() < deadline);
    CHECK(servers.one->models().current(WorkspaceKeys(mine).models()).error().reason ==
          Models::Unavailable::Reason::none);
    CHECK_FALSE(servers.other->job_records().find(job.id).value());
    CHECK(names_in(servers.folder / "workspaces").empty());
    CHECK(names_in(servers.folder / "jobs").empty());
    CHECK_FALSE(delete_workspace(*servers.other, mine));
}

TEST_CASE("a server that starts anew finds what was stored, and lists nothing for that") {
    Servers servers;
    servers.add_model(*servers.one);
    REQUIRE(servers.upload_to(*servers.one, "a.png"));
    servers.one.reset();
    servers.one = servers.open("a new folder");
    const auto& objects = dynamic_cast<const SharedObjects&>(servers.one->objects());
    CHECK(servers.one->models().current(WorkspaceKeys(mine).models()).value().version == 1);
    CHECK(read_upload(*servers.one, mine, "a.png").has_value());
    CHECK(objects.lists() == 0);
}

TEST_CASE("a workspace's own data sets are on every server, and go with the workspace") {
    const Servers servers;
    REQUIRE(create_data_set(*servers.one, servers.limits, mine, "family"));
    CHECK(list_data_sets(*servers.other, mine).size() == 1);
    REQUIRE(delete_workspace(*servers.other, mine));
    CHECK(list_data_sets(*servers.one, mine).empty());
}
