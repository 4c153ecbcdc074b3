#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <tl/expected.hpp>

#include "model/model_file.hpp"

/// Pictures of a model, for people: what it learned and how well it does. Each is the bytes of a PNG file;
/// the same model gives the same bytes.
namespace eigenfaces::charts {

/// Why there is no such picture.
struct ChartError {
    std::string message;  ///< says what the model file lacks, or what is out of range
};

using Chart = tl::expected<std::string, ChartError>;

/// People that a confusion matrix is drawn of at most.
inline constexpr std::size_t most_people = 200;
/// Faces in one picture at most.
inline constexpr std::size_t most_faces = 60;

/// The mean of the faces that the model learned from.
Chart draw_mean_face(const ModelFile& model);

/// Components `first` (counted from 1) to `first + count - 1`, as far as there are any, as faces: grey is 0.
Chart draw_eigenfaces(const ModelFile& model, std::size_t first = 1, std::size_t count = 12);

/// Which of the held-out pictures.
struct PredictionFilter {
    bool mistakes = false;                     ///< only those that were named wrongly
    std::optional<std::string> shows = {};     ///< only those of this person
    std::optional<std::string> named_as = {};  ///< only those that were given this name
};

/// Held-out pictures with the name that the model gave and the true one.
Chart draw_predictions(const ModelFile& model, std::size_t count = 12, const PredictionFilter& filter = {});

/// A held-out picture (position in ModelFile::test_face_index()), and what is left of it when it is rebuilt
/// from the mean face and the first `n_components` eigenfaces.
Chart draw_rebuilt_face(const ModelFile& model, std::size_t face, std::size_t n_components);

/// How often each person was taken for each; the colour is the share of the person's pictures.
Chart draw_confusion(const ModelFile& model);

/// The share of the faces' variance that each component explains, and that all up to it explain together.
Chart draw_variance(const ModelFile& model);

/// How often the model was right, by the probability that it gave.
Chart draw_reliability(const ModelFile& model);

}  // namespace eigenfaces::charts
