#include "operations/archive_enrolment.hpp"

#include <limits>
#include <thread>

#include "model/png_encoder.hpp"
#include "operations/enrolment.hpp"
#include "operations/own_data_sets.hpp"
#include "tests/catch.hpp"
#include "tests/server/datasets/archive_writer.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;
using Kind = DataSetFailure::Kind;

namespace {

const WorkspaceId workspace = *WorkspaceId::parse("default");

/// A picture of its own for each shade.
std::string picture(std::uint8_t shade) {
    return eigenfaces::encode_png({{8, 8}, 1, std::vector<std::uint8_t>(64, shade)});
}

struct Scene {
    TemporaryFolder folder;
    std::unique_ptr<State> state = State::open(folder / "data").value();
    Limits limits;

    Scene() {
        limits.min_free_space = 0;
        create("family");
    }
    void create(std::string_view name) const { REQUIRE(create_data_set(*state, limits, workspace, name)); }
    DataSetResult<std::vector<EnrolledFromArchive>> add(const std::string& archive,
                                                        const std::stop_token& stop = {}) const {
        return enrol_archive(*state, limits, workspace, "family", false, std::as_bytes(std::span(archive)),
                             stop);
    }
    /// Of files of which each is stored or has a problem.
    std::size_t stored(const std::string& archive) const {
        const auto results = add(archive).value();
        std::size_t count = 0;
        for (const EnrolledFromArchive& result : results) {
            CHECK(result.picture.stored.has_value() != result.picture.problem.has_value());
            if (result.picture.stored) ++count;
        }
        return count;
    }
    std::string problem(const std::string& archive, const std::string& file) const {
        const auto results = add(archive).value();
        for (const EnrolledFromArchive& result : results) {
            if (result.picture.file == file) return result.picture.problem.value_or("none");
        }
        return "the archive has no " + file;
    }
    std::size_t pictures() const { return describe_data_set(*state, workspace, "family").value().pictures(); }
    bool is_clean() const { return names_in(folder / "data") == clean; }

    std::vector<std::string> clean = names_in(folder / "data");
};

std::string family(std::uint8_t shade = 0) {
    return tar_gz_of({{"photos/Ada/1.png", picture(shade)},
                      {"photos/Ada/2.png", picture(shade)},
                      {"photos/Bob/1.png", picture(shade)}});
}

}  // namespace

TEST_CASE("an archive's pictures are added to those that are there, and replace those of their names") {
    const Scene scene;
    CHECK(scene.stored(family(1)) == 3);
    CHECK(scene.stored(zip_of({{"Ada/2.png", picture(2)}, {"Eve/1.png", picture(3)}})) == 2);
    CHECK(scene.pictures() == 4);
    CHECK(read_picture(*scene.state, workspace, "family", "Ada", "1.png").value() == picture(1));
    CHECK(read_picture(*scene.state, workspace, "family", "Ada", "2.png").value() == picture(2));
    CHECK(scene.is_clean());
}

TEST_CASE("what a picture replaces does not count against the limits") {
    Scene scene;
    scene.limits.own_pictures = 3;
    scene.limits.own_picture_bytes = 3 * picture(1).size();
    CHECK(scene.stored(family(1)) == 3);
    CHECK(scene.stored(family(2)) == 3);
    CHECK_THAT(scene.problem(tar_gz_of({{"Eve/1.png", picture(3)}}), "Eve/1.png"),
               ContainsSubstring("--max-uploads"));
    CHECK(scene.pictures() == 3);
}

TEST_CASE("no picture of an archive is lost to another one's name") {
    const Scene scene;
    const std::string archive =
        tar_gz_of({{"Ada Lovelace/1.png", picture(1)}, {"Ada_Lovelace/1.png", picture(2)}});
    CHECK_THAT(scene.problem(archive, "Ada_Lovelace/1.png"), ContainsSubstring("another file"));
    CHECK(read_picture(*scene.state, workspace, "family", "Ada Lovelace", "1.png").value() == picture(1));
    const std::string one = picture(1);
    const std::vector<GivenPicture> twice(2, {"1.png", std::as_bytes(std::span(one))});
    const auto enrolled = enrol(*scene.state, scene.limits, workspace, {"family", "Bob", false}, twice, {});
    CHECK_FALSE(enrolled.value()[0].problem);
    CHECK(enrolled.value()[1].problem);
}

TEST_CASE("what is no picture says so, and the others are stored") {
    const Scene scene;
    const std::string archive =
        tar_gz_of({{"Ada/1.png", picture(1)}, {"Ada/empty.png", ""}, {"Ada/note.txt", "hello"}});
    CHECK_THAT(scene.problem(archive, "Ada/empty.png"), ContainsSubstring("empty"));
    CHECK_THAT(scene.problem(archive, "Ada/note.txt"), ContainsSubstring("neither a JPEG nor a PNG"));
    CHECK(scene.pictures() == 1);
}

TEST_CASE("an archive is refused while the workspace trains, and before any work") {
    const Scene scene;
    const auto lease = scene.state->jobs().begin(workspace, JobKind::train, {});
    REQUIRE(std::holds_alternative<RunningJobs::Lease>(lease));
    CHECK(scene.add("no archive at all").error().kind == Kind::busy);
    CHECK(scene.is_clean());
}

TEST_CASE("an archive that nobody waits for any more leaves nothing") {
    const Scene scene;
    std::stop_source stop;
    stop.request_stop();
    CHECK(scene.add(family(), stop.get_token()).error().kind == Kind::stopped);
    CHECK(scene.pictures() == 0);
    CHECK(scene.is_clean());
}

TEST_CASE("an archive that unpacks to more than the disk can give is stopped") {
    Scene scene;
    std::vector<EntryToWrite> entries{{"Ada/1.png", picture(1)}};
    // Enough for one look at the disk, which then finds less than there was.
    entries.push_back({"Ada/2.png", "", EntryToWrite::Type::file, 32UL << 20U});
    const std::string archive = tar_gz_of(entries);
    scene.limits.own_picture_bytes = 16UL << 20U;
    const auto too_large = scene.add(archive);
    CHECK(too_large.error().kind == Kind::bad_archive);
    CHECK_THAT(too_large.error().detail, ContainsSubstring("unpacks to more than"));
    scene.limits.min_free_space = std::numeric_limits<std::uint64_t>::max();
    const auto no_space = scene.add(archive);
    CHECK(no_space.error().kind == Kind::no_space);
    CHECK_THAT(no_space.error().detail, ContainsSubstring("--min-free-space"));
    CHECK(scene.is_clean());
}

TEST_CASE("so many archives are taken at a time") {
    const Scene scene;
    auto one = scene.state->incoming_archives().take();
    const auto other = scene.state->incoming_archives().take();
    const auto refused = scene.add(family());
    CHECK(refused.error().kind == Kind::too_many);
    CHECK_THAT(refused.error().detail, ContainsSubstring("2 archives"));
    one.reset();
    CHECK(scene.stored(family()) == 3);
}

TEST_CASE("archives that come together do not exceed the limits together") {
    Scene scene;
    scene.limits.own_pictures = 10;
    std::vector<std::jthread> senders;
    for (int sender = 0; sender < 2; ++sender) {
        senders.emplace_back([&scene, sender] {
            std::vector<EntryToWrite> entries;
            for (int i = 0; i < 6; ++i)
                entries.push_back({"P" + std::to_string(sender) + "/" + std::to_string(i) + ".png",
                                   picture(static_cast<std::uint8_t>(i))});
            const std::string archive = tar_gz_of(entries);
            static_cast<void>(enrol_archive(*scene.state, scene.limits, workspace, "family", false,
                                            std::as_bytes(std::span(archive)), {}));
        });
    }
    senders.clear();
    CHECK(scene.pictures() == 10);
    CHECK(scene.is_clean());
}

TEST_CASE("a data set that is deleted meanwhile does not come back") {
    const Scene scene;
    for (int round = 0; round < 20; ++round) {
        std::jthread deleter(
            [&scene] { static_cast<void>(delete_data_set(*scene.state, workspace, "family")); });
        const auto added = scene.add(family());
        deleter.join();
        if (!added) CHECK(added.error().kind == Kind::missing);
        // Deleted before or after, and never in between.
        CHECK_FALSE(describe_data_set(*scene.state, workspace, "family"));
        scene.create("family");
    }
}

TEST_CASE("an exported data set is the same again elsewhere") {
    const Scene here;
    REQUIRE(here.stored(family(7)) == 3);
    const auto archive = export_data_set(*here.state, here.limits, workspace, "family", {}).value();
    CHECK(here.is_clean());
    const Scene there;
    CHECK(there.stored(std::string(archive.bytes)) == 3);
    const auto digest = [](const Scene& scene) {
        return digest_of_data_set(*scene.state, workspace,
                                  describe_data_set(*scene.state, workspace, "family").value());
    };
    CHECK(digest(here) == digest(there));
}

TEST_CASE("an empty data set is exported, and adds nobody") {
    const Scene scene;
    const auto archive = export_data_set(*scene.state, scene.limits, workspace, "family", {}).value();
    CHECK(scene.stored(std::string(archive.bytes)) == 0);
    CHECK(scene.pictures() == 0);
}
