#include "model/training_summary.hpp"

#include "model/evaluation.hpp"

namespace eigenfaces {

double TrainingSummary::test_accuracy() const {
    return accuracy(y_test, y_pred);
}

}  // namespace eigenfaces
