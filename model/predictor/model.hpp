#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/model_file.hpp"

namespace eigenfaces {

/// Who a picture shows, and how clear that was.
struct Prediction {
    std::uint32_t class_index = 0;
    std::vector<std::uint32_t> votes;     ///< one per class
    std::vector<double> decision_values;  ///< one per pair of classes, in the order of svm::Classifier
};

/// A trained recogniser. Immutable: any number of threads may use one at the same time.
class Model {
  public:
    explicit Model(ModelFile file);

    /// Predicts one face from its n_features() values. Throws std::invalid_argument if their number is
    /// another, or if one of them is NaN or infinite.
    Prediction predict(std::span<const float> features) const;

    /// Predicts many faces, rows of n_features() values each. Throws as predict().
    std::vector<Prediction> predict_batch(std::span<const float> features) const;

    /// The coordinates of faces on the whitened eigenfaces, rows of n_components() values. Throws as
    /// predict().
    std::vector<float> project(std::span<const float> features) const;

    /// The second half of predict_batch(): from rows of coordinates to predictions.
    std::vector<Prediction> classify(std::span<const float> coordinates) const;

    /// The probability of each class, n_classes() values that add up to 1. The most probable class is nearly
    /// always that of the votes, but need not be: docs/confidence.md.
    std::vector<double> probabilities(const Prediction& prediction) const;

    /// The name of a class. Throws std::out_of_range.
    const std::string& name(std::uint32_t class_index) const;
    const std::vector<std::string>& names() const { return file_.names(); }

    std::size_t n_classes() const { return file_.n_classes(); }
    std::size_t n_features() const { return file_.n_features(); }
    std::size_t n_components() const { return file_.n_components(); }

    /// What the model was made of: mean face, eigenfaces, metadata, summary of its training.
    const ModelFile& file() const { return file_; }

  private:
    /// Votes on one face, from the kernel's values between it and every support vector.
    Prediction decide(std::span<const float> kernel) const;

    ModelFile file_;
    std::vector<float> whitening_;            // n_components: 1 / sqrt(explained variance)
    std::vector<float> support_norms_;        // squared lengths of the support vectors
    std::vector<std::size_t> support_begin_;  // n_classes + 1: where each class's support vectors begin
};

}  // namespace eigenfaces
