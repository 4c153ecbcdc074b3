#include "model/data_set.hpp"

#include <algorithm>
#include <fstream>
#include <mutex>

#include "model/features.hpp"
#include "model/numpy_random.hpp"
#include "tests/catch.hpp"
#include "tests/model/synthetic_faces.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces;
using Kind = DataSetError::Kind;
namespace fs = std::filesystem;

namespace {

const DataSetOptions four_or_more{.min_faces_per_person = 4};

void write_text(const fs::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
    REQUIRE(fs::exists(path));
}

}  // namespace

TEST_CASE("a data set is read in the reference's order") {
    const TemporaryFolder folder;
    synthetic_faces::write_data_set(folder.path(), 3, 5);
    fs::remove(folder.path() / "Bea_Baker" / "Bea_Baker_0001.jpg");
    fs::remove(folder.path() / "Bea_Baker" / "Bea_Baker_0002.jpg");
    write_text(folder.path() / "README", "not a person");

    const auto data = load_data_set(folder.path(), four_or_more);
    REQUIRE(data);
    CHECK(data->names == std::vector<std::string>{"Ada Abel", "Cem Clark"});
    CHECK(data->n_features == 1850);
    REQUIRE(data->n_samples() == 10);
    CHECK(data->features.size() == 10 * 1850);
    const std::vector<std::size_t> order = NumpyRandomState(42).permutation(10);
    for (std::size_t i = 0; i < 10; ++i) {
        const std::size_t person = order[i] < 5 ? 0 : 2;
        CHECK(data->labels[i] == (person == 0 ? 0U : 1U));
        CHECK(data->paths[i] == synthetic_faces::person_folder(person) + "/" +
                                    synthetic_faces::picture_file(person, order[i] % 5));
        const auto expected = face_features_of(synthetic_faces::face_jpeg(person, order[i] % 5));
        REQUIRE(expected);
        CHECK(std::equal(expected->begin(), expected->end(),
                         data->features.begin() + static_cast<std::ptrdiff_t>(i * 1850)));
    }
}

TEST_CASE("the digest is that of the pictures, whatever the number of threads") {
    const TemporaryFolder folder;
    synthetic_faces::write_data_set(folder.path(), 2, 4);
    const auto one = load_data_set(folder.path(), {.min_faces_per_person = 1, .threads = 1});
    const auto three = load_data_set(folder.path(), {.min_faces_per_person = 1, .threads = 3});
    REQUIRE(one);
    REQUIRE(three);
    CHECK(one->digest == three->digest);
    CHECK(one->features == three->features);
    CHECK(one->digest.size() == 7 + 64);
    CHECK(one->digest.starts_with("sha256:"));

    fs::copy_file(folder.path() / "Ada_Abel/Ada_Abel_0001.jpg", folder.path() / "Ada_Abel/Ada_Abel_0002.jpg",
                  fs::copy_options::overwrite_existing);
    const auto other = load_data_set(folder.path(), {.min_faces_per_person = 1});
    REQUIRE(other);
    CHECK(other->digest != one->digest);
}

TEST_CASE("a file that is not a whole picture is an error that names it") {
    const TemporaryFolder folder;
    synthetic_faces::write_data_set(folder.path(), 2, 4);
    const fs::path bad = folder.path() / "Bea_Baker" / "Bea_Baker_0003.jpg";
    SECTION("text") {
        write_text(bad, "hello");
        const auto data = load_data_set(folder.path(), four_or_more);
        REQUIRE_FALSE(data);
        CHECK(data.error().kind == Kind::bad_picture);
        CHECK_THAT(data.error().message, ContainsSubstring(bad.string()));
    }
    SECTION("truncated") {
        fs::resize_file(bad, fs::file_size(bad) / 2);
        const auto data = load_data_set(folder.path(), four_or_more);
        REQUIRE_FALSE(data);
        CHECK(data.error().kind == Kind::bad_picture);
        CHECK_THAT(data.error().message, ContainsSubstring("damaged"));
    }
    SECTION("a folder") {
        fs::remove(bad);
        fs::create_directory(bad);
        const auto data = load_data_set(folder.path(), four_or_more);
        REQUIRE_FALSE(data);
        CHECK(data.error().kind == Kind::unreadable);
    }
}

TEST_CASE("missing folders and people are told") {
    const TemporaryFolder folder;
    const auto missing = load_data_set(folder.path() / "nowhere", four_or_more);
    REQUIRE_FALSE(missing);
    CHECK(missing.error().kind == Kind::no_such_folder);
    CHECK_THAT(missing.error().message, ContainsSubstring("nowhere"));
    synthetic_faces::write_data_set(folder.path(), 2, 3);
    const auto few = load_data_set(folder.path(), four_or_more);
    REQUIRE_FALSE(few);
    CHECK(few.error().kind == Kind::no_people);
    CHECK_THAT(few.error().message, ContainsSubstring("4 or more"));
}

TEST_CASE("a folder whose name is not UTF-8 is refused before anything is decoded") {
    const TemporaryFolder folder;
    synthetic_faces::write_data_set(folder.path(), 2, 4);
    fs::rename(folder.path() / "Ada_Abel", folder.path() / "Ren\xE9_Abel");
    const auto data = load_data_set(folder.path(), four_or_more);
    REQUIRE_FALSE(data);
    CHECK(data.error().kind == Kind::bad_name);
    CHECK_THAT(data.error().message, ContainsSubstring("Ren\\xe9"));
}

TEST_CASE("two folders that read as one name are refused") {
    const TemporaryFolder folder;
    synthetic_faces::write_data_set(folder.path(), 2, 4);
    fs::copy(folder.path() / "Ada_Abel", folder.path() / "Ada Abel");
    const auto data = load_data_set(folder.path(), four_or_more);
    REQUIRE_FALSE(data);
    CHECK(data.error().kind == Kind::same_name);
    CHECK_THAT(data.error().message, ContainsSubstring("both called Ada Abel"));
}

TEST_CASE("loading reports its progress and can be cancelled") {
    const TemporaryFolder folder;
    synthetic_faces::write_data_set(folder.path(), 2, 20);
    std::mutex mutex;
    std::vector<double> fractions;
    std::stop_source source;
    bool cancel = false;
    const Progress progress = [&](Stage stage, double fraction) {
        const std::lock_guard lock(mutex);
        CHECK(stage == Stage::load);
        fractions.push_back(fraction);
        if (cancel) source.request_stop();
    };
    REQUIRE(load_data_set(folder.path(), four_or_more, progress, source.get_token()));
    CHECK(std::is_sorted(fractions.begin(), fractions.end()));
    CHECK(fractions.front() == 0);
    CHECK(fractions.back() == 1);
    cancel = true;
    const auto cancelled = load_data_set(folder.path(), four_or_more, progress, source.get_token());
    REQUIRE_FALSE(cancelled);
    CHECK(cancelled.error().kind == Kind::cancelled);
}

namespace {

/// Finds a face in every picture but those of one size: as if it looked for one.
FaceCutter cutter_that_finds_none_of(std::uintmax_t bytes_of_faceless) {
    return [=](std::span<const std::byte> bytes,
               const PictureLimits& limits) -> tl::expected<CutFace, PictureError> {
        if (bytes.size() == bytes_of_faceless) return CutFace{std::nullopt, "no face was found"};
        auto sums = face_sums(bytes, limits);
        if (!sums) return tl::unexpected(sums.error());
        // Unlike what is cut out without alignment.
        std::reverse(sums->begin(), sums->end());
        return CutFace{*sums, {}};
    };
}

}  // namespace

TEST_CASE("a picture without a face is left out, and the samples are those without it") {
    const TemporaryFolder folder;
    synthetic_faces::write_data_set(folder.path() / "faces", 2, 4);
    const fs::path faceless =
        folder.path() / "faces" / synthetic_faces::person_folder(1) / synthetic_faces::picture_file(1, 2);
    DataSetOptions options{.min_faces_per_person = 2, .align = Align::always};
    options.cutter = cutter_that_finds_none_of(fs::file_size(faceless));
    const auto data = load_data_set(folder.path() / "faces", options);
    REQUIRE(data);
    CHECK(data->align == Align::always);
    REQUIRE(data->left_out.size() == 1);
    CHECK(folder.path() / "faces" / data->left_out[0].path == faceless);
    CHECK(data->left_out[0].reason == "no face was found");

    fs::remove(faceless);
    const auto without = load_data_set(folder.path() / "faces", options);
    REQUIRE(without);
    CHECK(without->left_out.empty());
    CHECK(without->paths == data->paths);
    CHECK(without->features == data->features);
    CHECK(without->digest == data->digest);
    CHECK(load_data_set(folder.path() / "faces", {.min_faces_per_person = 2})->digest != data->digest);
}

TEST_CASE("a person in whose pictures no face is found is an error that names both") {
    const TemporaryFolder folder;
    synthetic_faces::write_data_set(folder.path(), 2, 2);
    const fs::path person = folder.path() / synthetic_faces::person_folder(1);
    fs::remove(person / synthetic_faces::picture_file(1, 0));
    DataSetOptions options{.min_faces_per_person = 1, .align = Align::automatic};
    options.cutter = cutter_that_finds_none_of(fs::file_size(person / synthetic_faces::picture_file(1, 1)));
    const auto data = load_data_set(folder.path(), options);
    REQUIRE_FALSE(data);
    CHECK(data.error().kind == Kind::no_faces);
    CHECK_THAT(data.error().message,
               ContainsSubstring("Bea Baker") && ContainsSubstring(synthetic_faces::picture_file(1, 1)));
}
