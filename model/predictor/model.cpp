#include "model/predictor/model.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "model/blas.hpp"
#include "model/finite.hpp"
#include "model/matrix_vector.hpp"
#include "model/pca.hpp"
#include "model/svm/kernel_matrix.hpp"
#include "model/svm/smo_loops.hpp"

namespace eigenfaces {
namespace {

/// Faces that are classified at a time; bounds the memory of a large batch.
constexpr std::size_t batch_block = 256;

float squared_length(std::span<const float> vector) {
    return static_cast<float>(std::transform_reduce(
        vector.begin(), vector.end(), 0.0, std::plus<>(),
        [](float value) { return static_cast<double>(value) * static_cast<double>(value); }));
}

}  // namespace

Model::Model(ModelFile file)
    : file_(std::move(file)), whitening_(inverse_deviations(file_.explained_variance())) {
    for (std::size_t s = 0; s < file_.n_support_vectors(); ++s) {
        support_norms_.push_back(
            squared_length(file_.support_vectors().subspan(s * n_components(), n_components())));
    }
    support_begin_.push_back(0);
    for (const std::uint32_t count : file_.n_support())
        support_begin_.push_back(support_begin_.back() + count);
}

std::vector<float> Model::project(std::span<const float> features) const {
    if (features.empty() || features.size() % n_features() != 0) {
        throw std::invalid_argument(std::to_string(features.size()) + " features given; a face has " +
                                    std::to_string(n_features()));
    }
    if (!all_finite(features)) throw std::invalid_argument("a feature is not a finite number");
    std::vector<float> coordinates(features.size() / n_features() * n_components());
    eigenfaces::project(features, file_.mean(), file_.components(), whitening_, coordinates);
    return coordinates;
}

std::vector<Prediction> Model::classify(std::span<const float> coordinates) const {
    const std::size_t d = n_components();
    if (coordinates.size() % d != 0)
        throw std::invalid_argument("the coordinates are not rows of n_components values");
    const std::size_t n = coordinates.size() / d;
    const std::size_t n_vectors = file_.n_support_vectors();
    const blas::View<const float> vectors{file_.support_vectors().data(), d};
    std::vector<float> kernel(std::min(n, batch_block) * n_vectors);
    std::vector<Prediction> predictions;
    predictions.reserve(n);
    for (std::size_t start = 0; start < n; start += batch_block) {
        const std::size_t count = std::min(batch_block, n - start);
        const auto block = coordinates.subspan(start * d, count * d);
        const auto values = std::span(kernel).first(count * n_vectors);
        if (count == 1) {
            multiply(file_.support_vectors(), block, values);
        } else {
            blas::multiply(blas::Transpose::no, blas::Transpose::yes, count, n_vectors, d, {block.data(), d},
                           vectors, {values.data(), n_vectors});
        }
        for (std::size_t row = 0; row < count; ++row) {
            const float norm = squared_length(block.subspan(row * d, d));
            float* products = values.data() + row * n_vectors;
            for (std::size_t s = 0; s < n_vectors; ++s) {
                products[s] = std::max(norm + support_norms_[s] - 2 * products[s], 0.0F);
            }
        }
        svm::rbf(values, file_.gamma(), values);
        for (std::size_t row = 0; row < count; ++row)
            predictions.push_back(decide(values.subspan(row * n_vectors, n_vectors)));
    }
    return predictions;
}

Prediction Model::decide(std::span<const float> kernel) const {
    Prediction prediction;
    prediction.votes.assign(n_classes(), 0);
    prediction.decision_values.reserve(file_.intercept().size());
    const auto sum = [&](std::size_t c, std::size_t coefficient_row) {
        const std::size_t begin = support_begin_[c];
        const double* coefficients = file_.dual_coef().data() + coefficient_row * file_.n_support_vectors();
        return svm::dot(kernel.data() + begin, coefficients + begin, support_begin_[c + 1] - begin);
    };
    std::size_t pair = 0;
    for (std::size_t i = 0; i < n_classes(); ++i) {
        for (std::size_t j = i + 1; j < n_classes(); ++j, ++pair) {
            const double value = sum(i, j - 1) + sum(j, i) + file_.intercept()[pair];
            prediction.decision_values.push_back(value);
            ++prediction.votes[value > 0 ? i : j];
        }
    }
    const auto most = std::max_element(prediction.votes.begin(), prediction.votes.end());
    prediction.class_index = static_cast<std::uint32_t>(most - prediction.votes.begin());
    return prediction;
}

Prediction Model::predict(std::span<const float> features) const {
    if (features.size() != n_features()) {
        throw std::invalid_argument(std::to_string(features.size()) + " features given; a face has " +
                                    std::to_string(n_features()));
    }
    return std::move(classify(project(features)).front());
}

std::vector<Prediction> Model::predict_batch(std::span<const float> features) const {
    if (features.empty()) return {};
    return classify(project(features));
}

std::vector<double> Model::probabilities(const Prediction& prediction) const {
    return class_probabilities(prediction.decision_values, file_.sigmoids(), n_classes());
}

const std::string& Model::name(std::uint32_t class_index) const {
    return names().at(class_index);
}

}  // namespace eigenfaces
