#include "model/onnx/onnx.hpp"

#include <algorithm>

#include "tests/catch.hpp"
#include "tests/model/small_model.hpp"

using namespace eigenfaces;
using Kind = OnnxError::Kind;

namespace {

std::span<const std::byte> bytes_of(const std::string& text) {
    return std::as_bytes(std::span(text));
}

std::string onnx_of(const TrainedModel& model) {
    const auto file = ModelFile::read(write_model(model));
    REQUIRE(file);
    return write_onnx(*file);
}

}  // namespace

TEST_CASE("a model comes back from ONNX as it was, byte for byte") {
    TrainedModel model = small_model();
    SECTION("with everything") {}
    SECTION("without stage times and threshold") {
        model.summary.seconds.reset();
        model.calibration.threshold.reset();
    }
    SECTION("without an evaluation") {
        model.summary.y_test.clear();
        model.summary.y_pred.clear();
        model.summary.test_probability.clear();
        model.test_faces = {};
    }
    const auto again = read_onnx(bytes_of(onnx_of(model)));
    REQUIRE(again);
    CHECK(write_model(again->to_trained_model()) == write_model(model));
}

TEST_CASE("the same model gives the same ONNX file") {
    CHECK(onnx_of(small_model()) == onnx_of(small_model()));
}

TEST_CASE("what is no ONNX file, or another program's, is told apart from a damaged one") {
    for (const char* text : {"hello", "\x08", "\xFF\xFF\xFF\xFF"}) {
        const auto none = read_onnx(bytes_of(text));
        REQUIRE_FALSE(none);
        CHECK(none.error().kind == Kind::not_onnx);
    }
    // A model without our metadata: ir_version 7 and nothing else.
    const auto foreign = read_onnx(bytes_of(std::string("\x08\x07", 2)));
    REQUIRE_FALSE(foreign);
    CHECK(foreign.error().kind == Kind::not_onnx);
    CHECK_THAT(foreign.error().message, ContainsSubstring("another program"));

    std::string renamed = onnx_of(small_model());
    const auto at = renamed.find("support_vectors");
    REQUIRE(at != std::string::npos);
    renamed[at] = 'x';
    std::string all = renamed;
    for (std::size_t next = all.find("support_vectors"); next != std::string::npos;
         next = all.find("support_vectors"))
        all[next] = 'x';
    const auto damaged = read_onnx(bytes_of(all));
    REQUIRE_FALSE(damaged);
    CHECK(damaged.error().kind == Kind::damaged);
}

TEST_CASE("no change of a byte, and no cut, does harm") {
    const std::string original = onnx_of(small_model());
    const auto harmless = [](const std::string& bytes) {
        const auto model = read_onnx(bytes_of(bytes));
        // What is still a model has to be safe to copy whole.
        if (model) CHECK(model->to_trained_model().mean.size() == model->n_features());
    };
    for (std::size_t i = 0; i < original.size(); ++i) {
        for (const int change : {1, 0x40, 0xFF}) {
            std::string changed = original;
            changed[i] = static_cast<char>(changed[i] ^ change);
            harmless(changed);
        }
    }
    for (std::size_t size = 0; size < original.size(); size += 7)
        harmless(original.substr(0, size));
}
