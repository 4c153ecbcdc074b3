#include "model/model_file.hpp"

#include <cstring>
#include <fstream>
#include <limits>

#include "model/crc64.hpp"
#include "tests/catch.hpp"
#include "tests/model/small_model.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces;
using Kind = ModelFileError::Kind;

namespace {

void set_u32(std::vector<std::byte>& bytes, std::size_t at, std::uint32_t value) {
    std::memcpy(bytes.data() + at, &value, sizeof value);
}

/// Makes the checksum right again, as an attacker would.
void seal(std::vector<std::byte>& bytes) {
    std::memset(bytes.data() + 24, 0, 8);
    const std::uint64_t checksum = crc64(bytes);
    std::memcpy(bytes.data() + 24, &checksum, sizeof checksum);
}

Kind kind_of(std::span<const std::byte> bytes) {
    const auto file = ModelFile::read(bytes);
    REQUIRE_FALSE(file.has_value());
    CHECK_FALSE(file.error().message.empty());
    return file.error().kind;
}

void check_equal(const TrainedModel& a, const TrainedModel& b) {
    CHECK(a.preprocessing == b.preprocessing);
    CHECK(a.mean == b.mean);
    CHECK(a.components == b.components);
    CHECK(a.explained_variance == b.explained_variance);
    CHECK(a.classifier == b.classifier);
    CHECK(a.calibration == b.calibration);
    CHECK(a.metadata == b.metadata);
    CHECK(a.summary == b.summary);
    CHECK(a.preprocessing == b.preprocessing);
    CHECK(a.total_variance == b.total_variance);
    CHECK(a.test_faces.index == b.test_faces.index);
    CHECK(a.test_faces.pixels == b.test_faces.pixels);
}

void store(const std::filesystem::path& path, const std::vector<std::byte>& bytes) {
    std::ofstream file(path, std::ios::binary);
    for (const std::byte byte : bytes)
        file.put(std::to_integer<char>(byte));
}

}  // namespace

TEST_CASE("a model reads back as it was written") {
    TrainedModel model = small_model();
    SECTION("with stage times") {}
    SECTION("without") {
        model.summary.seconds.reset();
    }
    SECTION("without a threshold") {
        model.calibration.threshold.reset();
    }
    SECTION("without an evaluation") {
        model.summary.y_test.clear();
        model.summary.y_pred.clear();
        model.summary.test_probability.clear();
        model.test_faces = {};
    }
    const auto file = ModelFile::read(write_model(model));
    REQUIRE(file);
    check_equal(file->to_trained_model(), model);
    CHECK(file->format_version() == 3);
    CHECK(reinterpret_cast<std::uintptr_t>(file->components().data()) % 64 == 0);
    CHECK(write_model(file->to_trained_model()) == write_model(model));
}

TEST_CASE("a file of version 2 reads as it did; what it does not hold is empty") {
    const auto file = ModelFile::map(std::filesystem::path(GASWORKS_SOURCE_DIR) /
                                     "tests/model/samples/version_2.eigenfaces");
    REQUIRE(file);
    CHECK(file->format_version() == 2);
    TrainedModel expected = small_model();
    expected.metadata.data_set.clear();
    expected.metadata.min_faces_per_person = 0;
    expected.preprocessing.align = Align::none;
    expected.summary.test_probability.clear();
    expected.total_variance = 0;
    expected.test_faces = {};
    check_equal(file->to_trained_model(), expected);
}

TEST_CASE("a model file is mapped") {
    const TemporaryFolder folder;
    const auto path = folder.path() / "faces.model";
    store(path, write_model(small_model()));
    auto file = ModelFile::map(path);
    REQUIRE(file);
    std::filesystem::remove(path);
    const ModelFile copy = *file;
    file = tl::unexpected(ModelFileError{});
    check_equal(copy.to_trained_model(), small_model());
}

TEST_CASE("files that can't be mapped are told apart") {
    const TemporaryFolder folder;
    const auto missing = ModelFile::map(folder.path() / "none");
    REQUIRE_FALSE(missing);
    CHECK(missing.error().kind == Kind::unreadable);
    CHECK_THAT(missing.error().message, ContainsSubstring("none"));
    store(folder.path() / "empty", {});
    const auto empty = ModelFile::map(folder.path() / "empty");
    REQUIRE_FALSE(empty);
    CHECK(empty.error().kind == Kind::not_a_model);
    const auto a_folder = ModelFile::map(folder.path());
    REQUIRE_FALSE(a_folder);
    CHECK(a_folder.error().kind == Kind::not_a_model);
}

TEST_CASE("every damaged byte is found") {
    const auto bytes = write_model(small_model());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto damaged = bytes;
        damaged[i] ^= std::byte{0x10};
        REQUIRE(kind_of(damaged) == (i < 8 ? Kind::not_a_model : Kind::damaged));
    }
}

TEST_CASE("every truncation and every addition is found") {
    auto bytes = write_model(small_model());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        REQUIRE(kind_of(std::span(bytes).first(size)) == (size < 8 ? Kind::not_a_model : Kind::damaged));
    }
    bytes.push_back(std::byte{0});
    CHECK(kind_of(bytes) == Kind::damaged);
}

TEST_CASE("a newer format is refused by its number") {
    auto bytes = write_model(small_model());
    set_u32(bytes, 8, 7);
    seal(bytes);
    const auto file = ModelFile::read(bytes);
    REQUIRE_FALSE(file);
    CHECK(file.error().kind == Kind::newer_version);
    CHECK_THAT(file.error().message, ContainsSubstring("version 7") && ContainsSubstring("versions 2 to 3"));
}

TEST_CASE("an older format is refused with what to do about it") {
    auto bytes = write_model(small_model());
    set_u32(bytes, 8, 1);
    seal(bytes);
    const auto file = ModelFile::read(bytes);
    REQUIRE_FALSE(file);
    CHECK(file.error().kind == Kind::older_version);
    CHECK_THAT(file.error().message, ContainsSubstring("version 1") && ContainsSubstring("train again"));
}

TEST_CASE("matrices whose sizes are 0 in 32 bits are missed") {
    constexpr std::size_t side = 1 << 16;  // its square is 2^32
    TrainedModel model = small_model();
    model.mean.assign(side, 0.5F);
    model.explained_variance.assign(side, 1);
    model.components.clear();
    model.classifier.support.assign(side, 0);
    model.classifier.n_support = {side, 0, 0};
    model.classifier.support_vectors.clear();
    model.classifier.dual_coef.assign(2 * side, 0.5);
    model.test_faces = {};
    model.summary.n_features = side;
    model.summary.n_components = side;
    CHECK(kind_of(write_model(model)) == Kind::damaged);
}

TEST_CASE("a right checksum does not make nonsense a model") {
    const auto original = write_model(small_model());
    SECTION("any 4 bytes of the header, the table or the counts") {
        for (std::size_t at = 8; at < 640; at += 4) {
            for (const std::uint32_t value : {0U, 1U, 3U, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
                auto bytes = original;
                set_u32(bytes, at, value);
                seal(bytes);
                const auto file = ModelFile::read(bytes);
                // What is still a model has to be safe to copy whole.
                if (file) CHECK(file->to_trained_model().mean.size() == 12);
            }
        }
    }
    SECTION("numbers") {
        TrainedModel model = small_model();
        SECTION("mean") {
            model.mean[3] = std::numeric_limits<float>::quiet_NaN();
        }
        SECTION("components") {
            model.components[7] = std::numeric_limits<float>::infinity();
        }
        SECTION("mean beyond a feature") {
            model.mean[3] = 1e5F;
        }
        SECTION("component beyond a unit vector") {
            model.components[7] = -3e30F;
        }
        SECTION("variance") {
            model.explained_variance[2] = 0;
        }
        SECTION("variance whose root leaves the range of a float") {
            model.explained_variance[2] = 1e-90;
        }
        SECTION("support vector out of range") {
            model.classifier.support_vectors[5] = 1e30F;
        }
        SECTION("coefficient out of range") {
            model.classifier.dual_coef[1] = 1e300;
        }
        SECTION("gamma") {
            model.classifier.gamma = -1;
        }
        SECTION("C") {
            model.classifier.C = std::numeric_limits<double>::quiet_NaN();
        }
        SECTION("labels") {
            model.summary.y_pred[0] = 3;
        }
        SECTION("label count") {
            model.summary.y_pred.pop_back();
        }
        SECTION("support counts") {
            model.classifier.n_support[0] = 2;
        }
        SECTION("support") {
            model.classifier.support[0] = 7;
        }
        SECTION("intercepts") {
            model.classifier.intercept.pop_back();
        }
        SECTION("sigmoids") {
            model.calibration.sigmoids[1].b = std::numeric_limits<double>::infinity();
        }
        SECTION("sigmoid count") {
            model.calibration.sigmoids.pop_back();
        }
        SECTION("threshold") {
            model.calibration.threshold->probability = 1.5;
        }
        SECTION("a probability of the test") {
            model.summary.test_probability[1] = 2;
        }
        SECTION("count of the test's probabilities") {
            model.summary.test_probability.pop_back();
        }
        SECTION("a face of no test picture") {
            model.test_faces.index[1] = 3;
        }
        SECTION("two faces of one test picture") {
            model.test_faces.index[1] = 0;
        }
        SECTION("pixels of a test picture") {
            model.test_faces.pixels.pop_back();
        }
        SECTION("total variance") {
            model.total_variance = -1;
        }
        SECTION("a way to cut faces out") {
            model.preprocessing.align = static_cast<Align>(3);
        }
        SECTION("a class without a name") {
            model.summary.names[1].clear();
        }
        SECTION("a name that is no UTF-8") {
            model.summary.names[1] = "Zo\xEB";
        }
        SECTION("one class") {
            model.summary.names = {"Ann"};
        }
        CHECK(kind_of(write_model(model)) == Kind::damaged);
    }
}
