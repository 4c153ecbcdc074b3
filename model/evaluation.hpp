#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// scikit-learn's figures on how well a classifier did. Labels are class indices; both spans have the same
/// length.
namespace eigenfaces {

/// counts[t][p]: samples of class t that were taken for class p; n_classes x n_classes.
using ConfusionMatrix = std::vector<std::vector<std::size_t>>;

/// sklearn.metrics.accuracy_score; 0 without samples.
double accuracy(std::span<const std::uint32_t> y_true, std::span<const std::uint32_t> y_pred);

/// sklearn.metrics.confusion_matrix(y_true, y_pred, labels=range(n_classes)). Labels are below n_classes.
ConfusionMatrix confusion_matrix(std::span<const std::uint32_t> y_true, std::span<const std::uint32_t> y_pred,
                                 std::size_t n_classes);

/// How well one class is known. A figure that would divide by zero is 0.
struct ClassScores {
    double precision = 0;
    double recall = 0;
    double f1 = 0;
    std::size_t support = 0;  ///< samples of the class
};

/// sklearn.metrics.precision_recall_fscore_support, one per class.
std::vector<ClassScores> class_scores(const ConfusionMatrix& counts);

/// The text of sklearn.metrics.classification_report(y_true, y_pred, labels=range(len(names)),
/// target_names=names): precision, recall, f1-score and support with two digits; a figure that would divide
/// by zero is 0.
std::string classification_report(std::span<const std::uint32_t> y_true,
                                  std::span<const std::uint32_t> y_pred, std::span<const std::string> names);

}  // namespace eigenfaces
