#include <limits>
#include <optional>
#include <stop_token>
#include <vector>

#include "model/png_encoder.hpp"
#include "operations/enrolment.hpp"
#include "operations/own_data_sets.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;
using Kind = DataSetFailure::Kind;

namespace {

const WorkspaceId workspace = *WorkspaceId::parse("default");

struct Scene {
    TemporaryFolder folder;
    std::unique_ptr<State> state = State::open(folder / "data").value();
    Limits limits;

    Scene() {
        limits.min_free_space = 0;
        create("family");
    }
    void create(std::string_view name) const { REQUIRE(create_data_set(*state, limits, workspace, name)); }
    void store(std::string_view person) const {
        const std::string picture = eigenfaces::encode_png({{8, 8}, 1, std::vector<std::uint8_t>(64, 1)});
        const GivenPicture given{"1.png", std::as_bytes(std::span(picture))};
        REQUIRE(enrol(*state, limits, workspace, {"family", person, false}, {&given, 1}, {})
                    .value()
                    .front()
                    .stored);
    }
    DataSetResult<Archive> take(std::string_view name, const std::stop_token& stop = {}) const {
        return export_data_set(*state, limits, workspace, name, stop);
    }
};

}  // namespace

TEST_CASE("an archive that is on its way is sent to others, too, for as long as nothing changes") {
    const Scene scene;
    scene.store("Ada");
    std::optional<Archive> first = scene.take("family").value();
    const Archive same = scene.take("family").value();
    CHECK(same.bytes.data() == first->bytes.data());
    scene.store("Zo\xc3\xab");
    const Archive changed = scene.take("family").value();
    CHECK(changed.bytes != same.bytes);
    CHECK(scene.take("family").value().bytes.data() == changed.bytes.data());
    // Who was sent the old one still is.
    first.reset();
    CHECK(same.bytes.size() > 0);
    CHECK(same.bytes.substr(0, 2) == "\x1f\x8b");
}

TEST_CASE("archives that are read slowly take space on the disk, and there are only so many") {
    const Scene scene;
    std::vector<Archive> kept;
    kept.push_back(scene.take("family").value());
    std::optional<DataSetFailure> refused;
    for (int i = 0; i < 20 && !refused; ++i) {
        const std::string name = "set-" + std::to_string(i);
        scene.create(name);
        auto archive = scene.take(name);
        if (!archive) {
            refused = archive.error();
        } else {
            kept.push_back(*std::move(archive));
        }
    }
    REQUIRE(refused);
    CHECK(refused->kind == Kind::too_many);
    // What is on its way already costs nothing more.
    CHECK(scene.take("family"));
    kept.pop_back();
    scene.create("last");
    CHECK(scene.take("last"));
    CHECK(names_in(scene.folder / "data") ==
          std::vector<std::string>{".lock", "datasets", "downloads", "format.json", "workspaces"});
}

TEST_CASE("what can't be exported says why") {
    Scene scene;
    CHECK(scene.take("none").error().kind == Kind::missing);
    CHECK(scene.take("..").error().kind == Kind::bad_name);
    std::stop_source stop;
    stop.request_stop();
    scene.store("Ada");
    CHECK(scene.take("family", stop.get_token()).error().kind == Kind::stopped);
    scene.limits.min_free_space = std::numeric_limits<std::uint64_t>::max() / 2;
    const auto no_space = scene.take("family");
    CHECK(no_space.error().kind == Kind::no_space);
    CHECK_THAT(no_space.error().detail, ContainsSubstring("--min-free-space"));
}
