#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "model/align.hpp"
#include "model/calibration.hpp"
#include "model/svm/classifier.hpp"
#include "model/training_summary.hpp"

/// The model file: one file that holds all that prediction needs and how it came to be. docs/model-format.md
/// documents it byte by byte.
namespace eigenfaces {

/// Where a model comes from.
struct TrainingMetadata {
    std::string data_set_digest;
    std::string software_version;
    std::string trained_at;
    double test_size = 0;
    std::uint32_t random_state = 0;
    std::uint32_t n_folds = 0;
    /// The name of the data set, where it has one.
    std::string data_set;
    /// People with fewer pictures were left out; 0 where the file does not say.
    std::uint32_t min_faces_per_person = 0;

    bool operator==(const TrainingMetadata&) const = default;
};

/// Steps from a picture to features, as the model was trained with them.
struct Preprocessing {
    std::uint32_t picture_width = 250;
    std::uint32_t picture_height = 250;
    std::uint32_t window_left = 78;
    std::uint32_t window_top = 70;
    std::uint32_t window_width = 94;
    std::uint32_t window_height = 125;
    std::uint32_t face_width = 37;
    std::uint32_t face_height = 50;
    Align align = Align::none;

    bool operator==(const Preprocessing&) const = default;
};

/// Some of the held-out pictures as people see them, so that a model can show how it does.
struct TestFaces {
    /// Which of the held-out pictures (positions in TrainingSummary::y_test), rising.
    std::vector<std::uint32_t> index;
    /// A row of n_features grey values for each, 0 to 255.
    std::vector<std::uint8_t> pixels;
};

/// Held-out pictures that a model file keeps at most: the wrongly named ones first.
inline constexpr std::size_t most_test_faces = 512;

/// What a training makes and a model file holds.
struct TrainedModel {
    Preprocessing preprocessing;
    std::vector<float> mean;        ///< n_features: the mean face
    std::vector<float> components;  ///< n_components rows of n_features values, unit vectors: the eigenfaces
    std::vector<double> explained_variance;  ///< n_components, falling; whitening divides by the square roots
    svm::Classifier classifier;
    Calibration calibration;
    TrainingMetadata metadata;
    TrainingSummary summary;
    /// Of the pictures trained on, summed over the features: what the explained variances are parts of. 0
    /// where it is not known.
    double total_variance = 0;
    TestFaces test_faces;
};

/// The bytes of a model file. The caller stores them so that the file is complete or absent.
std::vector<std::byte> write_model(const TrainedModel& model);

struct ModelFileError {
    enum class Kind {
        unreadable,     ///< the file could not be opened or mapped
        not_a_model,    ///< does not begin as a model file
        damaged,        ///< truncated, or a byte is not what was written
        newer_version,  ///< written by a newer program; the message names both versions
        older_version,  ///< written by an older program, in a format that this one no longer reads
    };
    Kind kind = Kind::not_a_model;
    std::string message;
};

/// The contents of a model file, as views into its bytes. Cheap to copy; keeps the bytes alive.
class ModelFile {
  public:
    /// Checks everything (checksum, sizes, ranges). The bytes are copied.
    ///
    /// Reads versions 2 and 3 of the format; what version 2 does not hold is empty or 0.
    static tl::expected<ModelFile, ModelFileError> read(std::span<const std::byte> bytes);

    /// Maps a file. It must be replaced by rename, never written in place, while it is mapped.
    static tl::expected<ModelFile, ModelFileError> map(const std::filesystem::path& path);

    std::uint32_t format_version() const { return format_version_; }
    const Preprocessing& preprocessing() const { return preprocessing_; }
    const TrainingMetadata& metadata() const { return metadata_; }
    const TrainingSummary& summary() const { return summary_; }
    const std::vector<std::string>& names() const { return summary_.names; }

    std::size_t n_classes() const { return summary_.names.size(); }
    std::size_t n_features() const { return mean_.size(); }
    std::size_t n_components() const { return explained_variance_.size(); }
    std::size_t n_support_vectors() const { return support_.size(); }

    std::span<const float> mean() const { return mean_; }                                ///< see TrainedModel
    std::span<const float> components() const { return components_; }                    ///< see TrainedModel
    std::span<const double> explained_variance() const { return explained_variance_; }   ///< see TrainedModel
    double total_variance() const { return total_variance_; }                            ///< see TrainedModel
    std::span<const std::uint32_t> test_face_index() const { return test_face_index_; }  ///< see TestFaces
    std::span<const std::uint8_t> test_faces() const { return test_faces_; }             ///< see TestFaces

    double C() const { return C_; }
    double gamma() const { return gamma_; }
    std::span<const double> class_weight() const { return class_weight_; }       ///< see svm::Classifier
    std::span<const std::uint32_t> n_support() const { return n_support_; }      ///< see svm::Classifier
    std::span<const std::uint32_t> support() const { return support_; }          ///< see svm::Classifier
    std::span<const float> support_vectors() const { return support_vectors_; }  ///< see svm::Classifier
    std::span<const double> dual_coef() const { return dual_coef_; }             ///< see svm::Classifier
    std::span<const double> intercept() const { return intercept_; }             ///< see svm::Classifier

    std::span<const svm::Sigmoid> sigmoids() const { return sigmoids_; }  ///< see Calibration
    const std::optional<UnknownThreshold>& unknown_threshold() const {
        return threshold_;
    }  ///< see Calibration

    /// A copy that owns everything.
    TrainedModel to_trained_model() const;

  private:
    static tl::expected<ModelFile, ModelFileError> parse(std::shared_ptr<const std::byte> shared,
                                                         std::size_t size);
    void read_sections(std::span<const std::byte> bytes, std::uint32_t file_version);

    std::shared_ptr<const std::byte> bytes_;
    std::uint32_t format_version_ = 0;
    Preprocessing preprocessing_;
    TrainingMetadata metadata_;
    TrainingSummary summary_;
    double C_ = 0;
    double gamma_ = 0;
    std::span<const float> mean_;
    std::span<const float> components_;
    std::span<const double> explained_variance_;
    double total_variance_ = 0;
    std::span<const std::uint32_t> test_face_index_;
    std::span<const std::uint8_t> test_faces_;
    std::span<const double> class_weight_;
    std::span<const std::uint32_t> n_support_;
    std::span<const std::uint32_t> support_;
    std::span<const float> support_vectors_;
    std::span<const double> dual_coef_;
    std::span<const double> intercept_;
    std::span<const svm::Sigmoid> sigmoids_;
    std::optional<UnknownThreshold> threshold_;
};

}  // namespace eigenfaces
