#include "operations/upload.hpp"

#include "model/png_encoder.hpp"
#include "operations/stored_pictures.hpp"
#include "operations/stored_workspace.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

namespace {

const WorkspaceId mine = *WorkspaceId::parse("mine");

std::string picture(std::uint8_t shade) {
    return eigenfaces::encode_png({{8, 8}, 1, std::vector<std::uint8_t>(64, shade)});
}

struct Scene {
    TemporaryFolder folder;
    std::unique_ptr<State> state;
    Limits limits;

    explicit Scene(std::size_t most_uploads = 10) {
        StateLimits state_limits;
        state_limits.uploads.files = most_uploads;
        state = State::open(folder / "data", state_limits).value();
        limits.min_free_space = 0;
    }
    auto store(std::string_view name, const std::string& contents) const {
        return upload(*state, limits, mine, name, std::as_bytes(std::span(contents)));
    }
    /// Whether the face of a picture is in memory.
    bool knows(const std::string& contents) const {
        return state->decoded_uploads()
            .find(DecodedUploads::key(mine, std::as_bytes(std::span(contents))))
            .has_value();
    }
};

}  // namespace

TEST_CASE("an upload's face stays in memory until an upload of its workspace is deleted") {
    const Scene scene;
    REQUIRE(scene.store("a.png", picture(1)));
    CHECK(scene.knows(picture(1)));
    CHECK(!scene.knows(picture(2)));
    REQUIRE(delete_upload(*scene.state, mine, "a.png"));
    CHECK(!scene.knows(picture(1)));

    REQUIRE(scene.store("a.png", picture(1)));
    delete_uploads(*scene.state, mine);
    CHECK(!scene.knows(picture(1)));

    REQUIRE(scene.store("a.png", picture(1)));
    REQUIRE(scene.state->remove_workspace(mine).value());
    CHECK(!scene.knows(picture(1)));
}

TEST_CASE("nothing stays in memory of an upload that was refused") {
    const Scene scene(1);
    REQUIRE(scene.store("a.png", picture(1)));
    const auto refused = scene.store("b.png", picture(2));
    REQUIRE(!refused);
    CHECK(refused.error().kind == UploadFailure::Kind::no_space);
    CHECK(!scene.knows(picture(2)));
}
