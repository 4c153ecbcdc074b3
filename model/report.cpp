#include "model/report.hpp"

#include <cstdio>

#include "model/evaluation.hpp"
#include "model/python_text.hpp"

namespace eigenfaces {
namespace {

std::string done_in(const std::optional<StageSeconds>& seconds, double StageSeconds::*stage) {
    if (!seconds) return "";
    char text[64];
    std::snprintf(text, sizeof text, "done in %.3fs\n", (*seconds).*stage);
    return text;
}

}  // namespace

std::string training_report(const TrainingSummary& summary) {
    std::string text = "Total dataset size:\n";
    text += "n_samples: " + std::to_string(summary.n_samples) + "\n";
    text += "n_features: " + std::to_string(summary.n_features) + "\n";
    text += "n_classes: " + std::to_string(summary.names.size()) + "\n";
    text += "Extracting the top " + std::to_string(summary.n_components) + " eigenfaces from " +
            std::to_string(summary.n_train) + " faces\n";
    text += done_in(summary.seconds, &StageSeconds::pca);
    text += "Projecting the input data on the eigenfaces orthonormal basis\n";
    text += done_in(summary.seconds, &StageSeconds::project);
    text += "Fitting the classifier to the training set\n";
    text += done_in(summary.seconds, &StageSeconds::grid_search);
    text += "Best estimator found by grid search:\n";
    text += "SVC(C=" + python_repr(summary.best_C) +
            ", class_weight='balanced', gamma=" + python_repr(summary.best_gamma) + ")\n";
    text += "Predicting people's names on the test set\n";
    text += done_in(summary.seconds, &StageSeconds::evaluate);
    text += classification_report(summary.y_test, summary.y_pred, summary.names) + "\n";
    text += numpy_str(confusion_matrix(summary.y_test, summary.y_pred, summary.names.size())) + "\n";
    return text;
}

}  // namespace eigenfaces
