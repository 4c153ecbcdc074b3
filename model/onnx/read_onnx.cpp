#include <numeric>
#include <string_view>
#include <utility>

#include "model/onnx/exported_file.hpp"
#include "model/onnx/onnx.hpp"
#include "model/onnx/onnx_properties.hpp"
#include "model/onnx/tensor_names.hpp"

namespace eigenfaces {

namespace {

namespace names = onnx_names;
using Kind = OnnxError::Kind;

tl::unexpected<OnnxError> damaged(const std::string& what) {
    return tl::unexpected(OnnxError{Kind::damaged, "damaged ONNX model: " + what});
}

/// Reads one tensor into `values`.
template <typename T>
tl::expected<void, OnnxError> read(const ExportedFile& file, const std::string& name,
                                   std::initializer_list<std::uint64_t> shape, std::vector<T>& values) {
    auto found = file.values<T>(name, shape);
    if (!found) return tl::unexpected(std::move(found.error()));
    values = *std::move(found);
    return {};
}

/// The coefficients of all classes' support vectors, which the file has a class at a time, a row for each
/// support vector.
tl::expected<void, OnnxError> read_dual_coef(const ExportedFile& file, svm::Classifier& classifier) {
    const std::size_t others = classifier.n_classes - 1;
    const std::size_t n_vectors = classifier.n_support_vectors();
    std::vector<std::vector<double>> of_class(classifier.n_classes);
    for (std::size_t c = 0; c < classifier.n_classes; ++c) {
        if (auto done = read(file, names::dual_coef(c), {classifier.n_support[c], others}, of_class[c]);
            !done)
            return done;
    }
    // Not before all of them are there: the numbers that this product is of are only what the file says.
    classifier.dual_coef.resize(others * n_vectors);
    std::size_t s = 0;
    for (const std::vector<double>& rows : of_class) {
        for (std::size_t begin = 0; begin < rows.size(); begin += others, ++s) {
            for (std::size_t other = 0; other < others; ++other)
                classifier.dual_coef[other * n_vectors + s] = rows[begin + other];
        }
    }
    return {};
}

tl::expected<void, OnnxError> read_sigmoids(const ExportedFile& file, std::size_t pairs,
                                            std::vector<svm::Sigmoid>& sigmoids) {
    const auto a = file.values<double>(names::sigmoid_a, {pairs});
    if (!a) return tl::unexpected(a.error());
    const auto b = file.values<double>(names::sigmoid_b, {pairs});
    if (!b) return tl::unexpected(b.error());
    for (std::size_t i = 0; i < pairs; ++i)
        sigmoids.push_back({(*a)[i], (*b)[i]});
    return {};
}

tl::expected<void, OnnxError> read_classifier(const ExportedFile& file, svm::Classifier& classifier) {
    const std::size_t n = classifier.n_classes;
    if (n < 2 || classifier.n_support.size() != n) {
        return damaged("it has " + std::to_string(n) + " names, and counts of support vectors for " +
                       std::to_string(classifier.n_support.size()));
    }
    const std::uint64_t n_vectors =
        std::accumulate(classifier.n_support.begin(), classifier.n_support.end(), std::uint64_t{0});
    if (n_vectors != classifier.n_support_vectors())
        return damaged("the support vectors are not those of the classes");
    const std::size_t pairs = n * (n - 1) / 2;
    if (auto done = read(file, names::intercept, {pairs}, classifier.intercept); !done) return done;
    if (auto done = read(file, names::support_vectors, {n_vectors, classifier.n_features},
                         classifier.support_vectors);
        !done)
        return done;
    return read_dual_coef(file, classifier);
}

}  // namespace

tl::expected<ModelFile, OnnxError> read_onnx(std::span<const std::byte> bytes) {
    const auto file = ExportedFile::open({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (!file) return tl::unexpected(file.error());
    auto mean = file->list<float>(names::mean);
    if (!mean) return tl::unexpected(mean.error());
    TrainedModel model;
    model.mean = *std::move(mean);
    if (auto done = set_onnx_properties(file->properties(), model); !done)
        return damaged("its metadata can't be read: " + done.error());
    model.summary.n_features = model.mean.size();
    model.summary.n_components = model.explained_variance.size();
    model.classifier.n_features = model.explained_variance.size();
    model.classifier.n_classes = model.summary.names.size();
    if (auto done = read(*file, names::components, {model.summary.n_components, model.summary.n_features},
                         model.components);
        !done)
        return tl::unexpected(done.error());
    if (auto done = read_classifier(*file, model.classifier); !done) return tl::unexpected(done.error());
    if (auto done = read_sigmoids(*file, model.classifier.intercept.size(), model.calibration.sigmoids);
        !done)
        return tl::unexpected(done.error());
    // Whatever else does not fit together is what a model file is checked for.
    auto checked = ModelFile::read(write_model(model));
    if (!checked) return damaged(checked.error().message);
    return *std::move(checked);
}

}  // namespace eigenfaces
