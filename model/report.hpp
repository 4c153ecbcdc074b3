#pragma once

#include <string>

#include "model/training_summary.hpp"

namespace eigenfaces {

/// The text that scikit-learn's "Faces recognition example using eigenfaces and SVMs" prints: sizes of the
/// data set, the steps with their times, the best estimator, the classification report and the confusion
/// matrix. Lines end with \n. Without `summary.seconds` the "done in" lines are left out.
std::string training_report(const TrainingSummary& summary);

}  // namespace eigenfaces
