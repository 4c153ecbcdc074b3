#include <atomic>
#include <fstream>
#include <optional>

#include "model/grid_search.hpp"
#include "model/pca.hpp"
#include "model/training.hpp"
#include "tests/catch.hpp"
#include "tests/model/cluster/thread_team.hpp"
#include "tests/model/random_samples.hpp"
#include "tests/model/synthetic_faces.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces;
using cluster::Team;
using thread_team::of_all_ranks;

namespace {

const DataSetOptions five_or_more{.min_faces_per_person = 5, .threads = 1};

using Trained = std::optional<tl::expected<TrainingResult, TrainingError>>;

std::vector<Trained> train_in_team(std::size_t ranks, const std::filesystem::path& folder,
                                   const DataSetOptions& options = five_or_more,
                                   const std::function<std::stop_token(const Team&)>& stop = {}) {
    return of_all_ranks<Trained>(ranks, [&](Team& team) {
        return train(folder, options, {.threads = 1}, team, {}, stop ? stop(team) : std::stop_token());
    });
}

std::vector<std::byte> file_of(TrainingResult result) {
    result.model.summary.seconds.reset();
    return write_model(result.model);
}

/// What every rank says; the same in all.
std::string error_of(const std::vector<Trained>& ranks) {
    for (const Trained& rank : ranks) {
        REQUIRE_FALSE(rank->has_value());
        CHECK(rank->error().message == ranks[0]->error().message);
        CHECK(rank->error().kind == ranks[0]->error().kind);
    }
    return ranks[0]->error().message;
}

}  // namespace

TEST_CASE("a team of any size finds the same components, by samples and by features") {
    struct Shape {
        std::size_t n = 0;
        std::size_t d = 0;
        std::size_t components = 0;
    };
    // More features than samples, fewer, few of many (Lanczos) and nearly all (LAPACK); several blocks each.
    for (const Shape& shape : {Shape{450, 700, 20}, Shape{700, 450, 20}, Shape{60, 250, 59}}) {
        const auto samples = random_samples::uniform(3, shape.n * shape.d);
        const auto alone = fit_whitened_pca(samples, shape.d, shape.components, 1);
        REQUIRE(alone);
        for (const std::size_t size : {2U, 3U, 7U}) {
            CAPTURE(shape.n, shape.d, size);
            const auto ranks = of_all_ranks<std::optional<PcaFit>>(size, [&](Team& team) {
                return *fit_whitened_pca(samples, shape.d, shape.components, 2, team);
            });
            CHECK(ranks[0]->pca.components == alone->pca.components);
            for (const auto& rank : ranks) {
                CHECK(rank->pca.mean == alone->pca.mean);
                CHECK(rank->pca.explained_variance == alone->pca.explained_variance);
                CHECK(rank->whitened == alone->whitened);
            }
            CHECK(ranks[1]->pca.components.empty());
        }
    }
}

TEST_CASE("a team of any size finds the same in the grid") {
    const auto data = random_samples::clusters(4, 5, 200, 8, 0.9F);
    GridSearchOptions options;
    options.grid.gamma = {0.02, 0.5};
    for (const bool relearns : {false, true}) {
        if (relearns) {
            options.relearn =
                [&](std::span<const std::size_t> positions) -> std::optional<RelearnedFeatures> {
                // Something that differs from fold to fold, and a fold that nothing is learned of.
                if (positions[0] != 0) return std::nullopt;
                RelearnedFeatures features{data.n_features, data.samples};
                for (float& value : features.samples)
                    value *= 1 + 0.01F * static_cast<float>(positions[1] + positions.back());
                return features;
            };
        }
        const auto alone = grid_search(data.samples, data.n_features, data.labels, 5, options);
        REQUIRE(alone);
        for (const std::size_t size : {2U, 3U, 7U, 40U}) {
            CAPTURE(relearns, size);
            const auto ranks = of_all_ranks<std::optional<GridSearchResult>>(size, [&](Team& team) {
                return *grid_search(data.samples, data.n_features, data.labels, 5, options, team);
            });
            CHECK(ranks[0]->classifier == alone->classifier);
            CHECK(ranks[0]->calibration == alone->calibration);
            for (const auto& rank : ranks) {
                CHECK(rank->points == alone->points);
                CHECK(rank->best == alone->best);
                CHECK(rank->solved_problems == alone->solved_problems);
            }
        }
    }
}

TEST_CASE("a team makes the model file of one process, with and without a cache of faces") {
    const TemporaryFolder folder;
    synthetic_faces::write_data_set(folder / "faces", 3, 10);
    const auto alone = train(folder / "faces", five_or_more, {.threads = 1});
    REQUIRE(alone);
    DataSetOptions options = five_or_more;
    for (const std::size_t size : {1U, 2U, 4U}) {
        CAPTURE(size);
        const auto ranks = train_in_team(size, folder / "faces", options);
        REQUIRE(ranks[0]->has_value());
        CHECK(file_of(**ranks[0]) == file_of(*alone));
        CHECK((*ranks[0])->order == alone->order);
        CHECK((*ranks[0])->grid == alone->grid);
        if (size == 1) options.cache = folder / "cache";  // filled by two, read by four
        for (std::size_t rank = 1; rank < size; ++rank) {
            REQUIRE(ranks[rank]->has_value());
            CHECK((*ranks[rank])->model.components.empty());
        }
    }
    CHECK(std::filesystem::exists(folder / "cache"));
}

TEST_CASE("the first bad picture is told by every rank, whichever reads it") {
    const TemporaryFolder folder;
    synthetic_faces::write_data_set(folder.path(), 2, 6);
    std::ofstream(folder / "Ada_Abel" / "z.txt") << "hello";
    std::ofstream(folder / "Bea_Baker" / "a.txt") << "hello";
    const std::string alone = train(folder.path(), five_or_more, {}).error().message;
    CHECK_THAT(alone, ContainsSubstring("z.txt"));
    for (const std::size_t size : {2U, 3U, 5U}) {
        const auto ranks = train_in_team(size, folder.path());
        CHECK(error_of(ranks) == alone);
        CHECK(ranks[0]->error().kind == TrainingError::Kind::data_set);
    }
}

TEST_CASE("what the first rank alone sees ends all ranks") {
    const TemporaryFolder folder;
    CHECK_THAT(error_of(train_in_team(3, folder / "nowhere")), ContainsSubstring("no folder"));
    std::filesystem::create_directories(folder / "empty");
    CHECK_THAT(error_of(train_in_team(3, folder / "empty")), ContainsSubstring("or more pictures"));
}

TEST_CASE("a rank that is stopped stops the others") {
    const TemporaryFolder folder;
    synthetic_faces::write_data_set(folder.path(), 2, 6);
    for (const std::size_t stopped : {0U, 2U}) {
        CAPTURE(stopped);
        std::stop_source source;
        source.request_stop();
        const auto ranks = train_in_team(3, folder.path(), five_or_more, [&](const Team& team) {
            return team.rank() == stopped ? source.get_token() : std::stop_token();
        });
        CHECK_THAT(error_of(ranks), ContainsSubstring("cancelled"));
        CHECK(ranks[0]->error().kind == TrainingError::Kind::cancelled);
    }
}

TEST_CASE("an exception in one rank is the error of all") {
    const TemporaryFolder folder;
    synthetic_faces::write_data_set(folder.path(), 2, 6);
    const auto train_with = [&](const std::function<void()>& cut) {
        return of_all_ranks<Trained>(3, [&](Team& team) {
            DataSetOptions options = five_or_more;
            options.align = Align::always;
            options.cutter = [&](std::span<const std::byte> bytes, const PictureLimits& limits) {
                if (team.rank() == 1) cut();
                return face_sums(bytes, limits).map([](const FaceSums& sums) { return CutFace{sums, {}}; });
            };
            return train(folder.path(), options, {.threads = 1}, team);
        });
    };
    const auto no_memory = train_with([] { throw std::bad_alloc(); });
    CHECK(error_of(no_memory) == "rank 1 has no memory left");
    CHECK(no_memory[0]->error().kind == TrainingError::Kind::out_of_memory);
    const auto odd = train_with([] { throw std::runtime_error("odd"); });
    CHECK(error_of(odd) == "rank 1: odd");
    CHECK(odd[2]->error().kind == TrainingError::Kind::rank);
}
