#include <cstring>
#include <limits>
#include <optional>

#include "model/onnx/onnx.hpp"
#include "model/onnx/onnx_properties.hpp"
#include "model/onnx/tensor_names.hpp"
#include "onnx.pb.h"

namespace eigenfaces {

namespace {

namespace names = onnx_names;
using Kind = OnnxError::Kind;

tl::unexpected<OnnxError> damaged(const std::string& what) {
    return tl::unexpected(OnnxError{Kind::damaged, "damaged ONNX model: " + what});
}

/// The tensors of a graph.
class Tensors {
  public:
    explicit Tensors(const onnx::GraphProto& graph) : graph_(graph) {}

    /// Nothing where there is no such tensor, or where it has another type or fewer bytes than it says.
    template <typename T>
    std::optional<std::vector<T>> values(const std::string& name) const {
        constexpr auto type = std::is_same_v<T, float> ? onnx::TensorProto::FLOAT : onnx::TensorProto::DOUBLE;
        for (const onnx::TensorProto& tensor : graph_.initializer()) {
            if (tensor.name() != name) continue;
            if (tensor.data_type() != type || tensor.raw_data().size() % sizeof(T) != 0) return std::nullopt;
            std::vector<T> values(tensor.raw_data().size() / sizeof(T));
            if (!values.empty())
                std::memcpy(values.data(), tensor.raw_data().data(), tensor.raw_data().size());
            return values;
        }
        return std::nullopt;
    }

  private:
    const onnx::GraphProto& graph_;
};

std::optional<std::string> property(const onnx::ModelProto& file) {
    for (const onnx::StringStringEntryProto& entry : file.metadata_props()) {
        if (entry.key() == names::properties) return entry.value();
    }
    return std::nullopt;
}

/// The coefficients of all classes' support vectors, a row for each other class. False where one is missing.
bool read_dual_coef(const Tensors& tensors, svm::Classifier& classifier) {
    const std::size_t others = classifier.n_classes - 1;
    const std::size_t n_vectors = classifier.support.size();
    std::size_t sum = 0;
    for (const std::uint32_t count : classifier.n_support)
        sum += count;
    if (sum != n_vectors) return false;
    classifier.dual_coef.resize(others * n_vectors);
    std::size_t begin = 0;
    for (std::size_t c = 0; c < classifier.n_classes; ++c) {
        const auto block = tensors.values<double>(names::dual_coef(c));
        const std::size_t count = classifier.n_support[c];
        if (!block || block->size() != count * others) return false;
        for (std::size_t s = 0; s < count; ++s) {
            for (std::size_t other = 0; other < others; ++other)
                classifier.dual_coef[other * n_vectors + begin + s] = (*block)[s * others + other];
        }
        begin += count;
    }
    return true;
}

}  // namespace

tl::expected<ModelFile, OnnxError> read_onnx(std::span<const std::byte> bytes) {
    onnx::ModelProto file;
    const bool fits = bytes.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max());
    if (!fits || !file.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return tl::unexpected(OnnxError{Kind::not_onnx, "not an ONNX file"});
    const auto properties = property(file);
    if (!properties) {
        return tl::unexpected(
            OnnxError{Kind::not_onnx,
                      "the ONNX file is of another program: only models that were exported can be imported"});
    }
    const Tensors tensors(file.graph());
    auto mean = tensors.values<float>(names::mean);
    auto components = tensors.values<float>(names::components);
    auto support_vectors = tensors.values<float>(names::support_vectors);
    auto intercept = tensors.values<double>(names::intercept);
    const auto a = tensors.values<double>(names::sigmoid_a);
    const auto b = tensors.values<double>(names::sigmoid_b);
    if (!mean || !components || !support_vectors || !intercept || !a || !b || a->size() != b->size())
        return damaged("a tensor is missing, or of another type");

    TrainedModel model;
    model.mean = *std::move(mean);
    model.components = *std::move(components);
    model.classifier.support_vectors = *std::move(support_vectors);
    model.classifier.intercept = *std::move(intercept);
    for (std::size_t i = 0; i < a->size(); ++i)
        model.calibration.sigmoids.push_back({(*a)[i], (*b)[i]});
    if (!set_onnx_properties(*properties, model)) return damaged("its metadata can't be read");
    model.summary.n_features = model.mean.size();
    model.summary.n_components = model.explained_variance.size();
    model.classifier.n_features = model.summary.n_components;
    model.classifier.n_classes = model.summary.names.size();
    if (model.classifier.n_classes < 2 || model.classifier.n_support.size() != model.classifier.n_classes ||
        !read_dual_coef(tensors, model.classifier))
        return damaged("the support vectors are not those of the classes");
    // Whatever else does not fit together is what a model file is checked for.
    auto checked = ModelFile::read(write_model(model));
    if (!checked) return damaged(checked.error().message);
    return *std::move(checked);
}

}  // namespace eigenfaces
