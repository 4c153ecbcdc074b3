// Files that were made to cost more than they are worth, or that are almost what was exported.
#include <fstream>
#include <functional>
#include <limits>
#include <malloc.h>

#include <nlohmann/json.hpp>

#include "model/onnx/onnx.hpp"
#include "model/onnx/tensor_names.hpp"
#include "onnx.pb.h"
#include "tests/catch.hpp"
#include "tests/model/small_model.hpp"

using namespace eigenfaces;
using nlohmann::json;
using Kind = OnnxError::Kind;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool memory_is_the_programs_own = false;  // the sanitizer keeps books of its own
#else
constexpr bool memory_is_the_programs_own = true;
#endif

constexpr std::size_t megabyte = 1'000'000;

/// Bytes: the most that this process has had in memory since forget_peak().
std::uint64_t peak() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) return std::stoull(line.substr(6)) * 1024;
    }
    return 0;
}

void forget_peak() {
    std::ofstream("/proc/self/clear_refs") << 5;
}

onnx::ModelProto exported() {
    const auto file = ModelFile::read(write_model(small_model()));
    REQUIRE(file);
    onnx::ModelProto model;
    REQUIRE(model.ParseFromString(write_onnx(*file)));
    return model;
}

onnx::TensorProto& tensor(onnx::ModelProto& model, const std::string& name) {
    for (onnx::TensorProto& candidate : *model.mutable_graph()->mutable_initializer()) {
        if (candidate.name() == name) return candidate;
    }
    throw std::out_of_range(name);
}

void change_properties(onnx::ModelProto& model, const std::function<void(json&)>& change) {
    std::string& text = *model.mutable_metadata_props(0)->mutable_value();
    json properties = json::parse(text);
    change(properties);
    text = properties.dump();
}

std::string repeated(const std::string& text, std::size_t times) {
    std::string all;
    all.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i)
        all += text;
    return all;
}

/// A field of a message: number, length, bytes.
std::string field(int number, const std::string& bytes) {
    std::string encoded(1, static_cast<char>(number << 3 | 2));
    std::size_t length = bytes.size();
    for (; length >= 0x80; length >>= 7U)
        encoded += static_cast<char>(length | 0x80U);
    return encoded + static_cast<char>(length) + bytes;
}

/// How it is refused.
OnnxError refusal(const std::string& bytes) {
    const auto model = read_onnx(std::as_bytes(std::span(bytes)));
    REQUIRE_FALSE(model);
    return model.error();
}

std::string refusal(const onnx::ModelProto& model) {
    const OnnxError error = refusal(model.SerializeAsString());
    CHECK(error.kind == Kind::damaged);
    return error.message;
}

}  // namespace

TEST_CASE("a tensor that is not the model's is named") {
    onnx::ModelProto model = exported();
    SECTION("missing") {
        tensor(model, "intercept").set_name("another");
        CHECK_THAT(refusal(model), ContainsSubstring("\"intercept\" is missing"));
    }
    SECTION("of another type") {
        tensor(model, "sigmoid_b").set_data_type(onnx::TensorProto::FLOAT);
        CHECK_THAT(refusal(model), ContainsSubstring("\"sigmoid_b\" has type 1 instead of 11"));
    }
    SECTION("of another shape with as many numbers") {
        tensor(model, "components").set_dims(0, 12);
        tensor(model, "components").set_dims(1, 4);
        CHECK_THAT(refusal(model), ContainsSubstring("\"components\" has shape [12, 4] instead of [4, 12]"));
    }
    SECTION("with a dimension more, less, negative or beyond all measure") {
        tensor(model, "dual_coef_1").add_dims(1);
        CHECK_THAT(refusal(model),
                   ContainsSubstring("\"dual_coef_1\" has shape [2, 2, 1] instead of [2, 2]"));
        tensor(model, "dual_coef_1").clear_dims();
        CHECK_THAT(refusal(model), ContainsSubstring("has shape [] instead of [2, 2]"));
        tensor(model, "mean").set_dims(0, -1);
        CHECK_THAT(refusal(model), ContainsSubstring("\"mean\" has 48 bytes, which are not"));
        tensor(model, "mean").set_dims(0, std::int64_t{1} << 62);
        CHECK_THAT(refusal(model), ContainsSubstring("\"mean\" has 48 bytes, which are not"));
        tensor(model, "mean").set_dims(0, 0);
        CHECK_THAT(refusal(model), ContainsSubstring("is no list"));
    }
    SECTION("cut off") {
        tensor(model, "support_vectors").mutable_raw_data()->pop_back();
        CHECK_THAT(refusal(model),
                   ContainsSubstring("\"support_vectors\" has 95 bytes, which are not [6, 4]"));
    }
    SECTION("kept elsewhere") {
        tensor(model, "mean").clear_raw_data();
        CHECK_THAT(refusal(model), ContainsSubstring("\"mean\" has 0 bytes"));
    }
    SECTION("there twice") {
        *model.mutable_graph()->add_initializer() = tensor(model, "mean");
        CHECK_THAT(refusal(model), ContainsSubstring("\"mean\" is there twice"));
    }
    SECTION("with a number that no training makes") {
        const float infinite = std::numeric_limits<float>::infinity();
        tensor(model, "mean")
            .mutable_raw_data()
            ->replace(0, sizeof infinite, reinterpret_cast<const char*>(&infinite), sizeof infinite);
        CHECK_THAT(refusal(model), ContainsSubstring("mean face is out of range"));
    }
}

TEST_CASE("metadata that is not the model's is refused by what is wrong") {
    onnx::ModelProto model = exported();
    const auto said = [&](const std::function<void(json&)>& change) {
        onnx::ModelProto changed = model;
        change_properties(changed, change);
        return refusal(changed);
    };
    CHECK_THAT(said([](json& all) { all["format"] = 2; }),
               ContainsSubstring("format is 2; this program reads 1"));
    CHECK_THAT(said([](json& all) { all.erase("svm"); }), ContainsSubstring("key 'svm' not found"));
    CHECK_THAT(said([](json& all) { all["svm"]["gamma"] = "much"; }), ContainsSubstring("must be number"));
    CHECK_THAT(said([](json& all) { all["svm"]["n_support"][0] = -1; }), ContainsSubstring("whole number"));
    CHECK_THAT(said([](json& all) { all["test"]["y_test"][0] = 1e300; }), ContainsSubstring("whole number"));
    CHECK_THAT(said([](json& all) { all["training"]["random_state"] = 1ULL << 32U; }),
               ContainsSubstring("whole number"));
    CHECK_THAT(said([](json& all) { all["svm"]["n_support"][0] = 4'000'000'000U; }),
               ContainsSubstring("not those of the classes"));
    CHECK_THAT(said([](json& all) { all["names"].push_back("One more"); }), ContainsSubstring("4 names"));
    CHECK_THAT(said([](json& all) { all["names"] = {"Alone"}; }), ContainsSubstring("1 names"));
    CHECK_THAT(said([](json& all) { all["test"]["faces"] = "????"; }),
               ContainsSubstring("Base64 of 24 bytes"));
    CHECK_THAT(said([](json& all) { all["svm"]["deep"] = {{{{1}}}}; }), ContainsSubstring("nested too deep"));
    SECTION("no JSON at all") {
        model.mutable_metadata_props(0)->set_value(std::string(100, '\xFF'));
        const std::string message = refusal(model);
        CHECK_THAT(message, ContainsSubstring("no JSON"));
        CHECK(message.size() < 100);
    }
    SECTION("there twice") {
        *model.add_metadata_props() = model.metadata_props(0);
        CHECK_THAT(refusal(model), ContainsSubstring("there twice"));
    }
}

TEST_CASE("counts that no tensor backs take no memory") {
    // 3,000 people and a million support vectors: their coefficients would be 24 GB.
    onnx::ModelProto model = exported();
    constexpr std::size_t people = 3'000;
    constexpr std::size_t vectors = 900'000;
    change_properties(model, [](json& all) {
        all["names"] = std::vector<std::string>(people, "a");
        all["svm"]["support"] = std::vector<int>(vectors, 0);
        std::vector<std::size_t> counts(people, 0);
        counts.back() = vectors;
        all["svm"]["n_support"] = counts;
    });
    SECTION("of pairs") {
        CHECK_THAT(refusal(model), ContainsSubstring("\"intercept\" has shape [3] instead of [4498500]"));
    }
    SECTION("of coefficients") {
        constexpr std::size_t pairs = people * (people - 1) / 2;
        for (const char* name : {"intercept", "sigmoid_a", "sigmoid_b"}) {
            tensor(model, name).set_dims(0, pairs);
            tensor(model, name).set_raw_data(std::string(pairs * sizeof(double), '\0'));
        }
        tensor(model, "support_vectors").set_dims(0, vectors);
        tensor(model, "support_vectors").set_raw_data(std::string(vectors * 4 * sizeof(float), '\0'));
        CHECK_THAT(refusal(model),
                   ContainsSubstring("\"dual_coef_0\" has shape [1, 2] instead of [0, 2999]"));
    }
}

namespace {

/// A file of 32 MB, and the memory that may be taken for it.
struct Heavy {
    std::string bytes;
    std::uint64_t limit = 0;
};

/// Properties that cannot be read, in a file that is otherwise as exported.
Heavy heavy_metadata(const std::string& json) {
    // The mean face is read before the metadata.
    onnx::ModelProto model = exported();
    model.mutable_metadata_props(0)->set_value(json);
    return {model.SerializeAsString(), 96 * megabyte};
}

Heavy heavy_graph(const std::string& graph) {
    return {field(7, graph) + field(14, field(1, onnx_names::properties) + field(2, "{}")), 8 * megabyte};
}

Heavy heavy_file(const std::string& of) {
    constexpr std::size_t size = 32 * megabyte;
    const auto empty_field = [](char tag) { return repeated(std::string{tag, '\0'}, size / 2); };
    if (of == "nodes") return heavy_graph(empty_field(0x0A));
    if (of == "tensors") return heavy_graph(empty_field(0x2A));
    if (of == "texts of a tensor") return heavy_graph(field(5, field(8, "mean") + empty_field(0x32)));
    if (of == "dimensions of a tensor") return heavy_graph(field(5, field(8, "mean") + empty_field(0x08)));
    if (of == "entries of metadata") return {empty_field(0x72), 8 * megabyte};
    if (of == "JSON lists in each other") return heavy_metadata(std::string(size, '['));
    if (of == "JSON lists") return heavy_metadata("[" + repeated("[],", size / 3) + "[]]");
    if (of == "JSON texts") return heavy_metadata("[" + repeated("\"\",", size / 3) + "\"\"]");
    throw std::out_of_range(of);
}

}  // namespace

TEST_CASE("many small parts take no more memory than a few times the file") {
    const auto* const of =
        GENERATE("nodes", "tensors", "texts of a tensor", "dimensions of a tensor", "entries of metadata",
                 "JSON lists in each other", "JSON lists", "JSON texts");
    const Heavy file = heavy_file(of);
    // What was freed would be taken again unseen.
    ::malloc_trim(0);
    forget_peak();
    const std::uint64_t before = peak();
    const OnnxError error = refusal(file.bytes);
    const std::uint64_t taken = peak() - before;
    INFO(of << ": " << error.message << "; " << taken / megabyte << " MB taken");
    CHECK(error.message.size() < 200);
    if (memory_is_the_programs_own) CHECK(taken <= file.limit);
}
