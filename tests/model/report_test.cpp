#include "model/report.hpp"

#include "tests/catch.hpp"

using namespace eigenfaces;

TEST_CASE("the report has scikit-learn's words and layout") {
    TrainingSummary summary{.n_samples = 1288,
                            .n_features = 1850,
                            .n_train = 966,
                            .n_components = 150,
                            .best_C = 1000,
                            .best_gamma = 0.005,
                            .best_score = 0.8,
                            .names = {"Ann", "Bob"},
                            .y_test = {0, 0, 1},
                            .y_pred = {0, 1, 1},
                            .seconds = StageSeconds{0.5, 0, 0.1234, 0.0078, 0.4561, 0.0119}};
    CHECK(training_report(summary) ==
          "Total dataset size:\n"
          "n_samples: 1288\n"
          "n_features: 1850\n"
          "n_classes: 2\n"
          "Extracting the top 150 eigenfaces from 966 faces\n"
          "done in 0.123s\n"
          "Projecting the input data on the eigenfaces orthonormal basis\n"
          "done in 0.008s\n"
          "Fitting the classifier to the training set\n"
          "done in 0.456s\n"
          "Best estimator found by grid search:\n"
          "SVC(C=1000.0, class_weight='balanced', gamma=0.005)\n"
          "Predicting people's names on the test set\n"
          "done in 0.012s\n"
          "              precision    recall  f1-score   support\n\n"
          "         Ann       1.00      0.50      0.67         2\n"
          "         Bob       0.50      1.00      0.67         1\n\n"
          "    accuracy                           0.67         3\n"
          "   macro avg       0.75      0.75      0.67         3\n"
          "weighted avg       0.83      0.67      0.67         3\n"
          "\n"
          "[[1 1]\n [0 1]]\n");
    summary.seconds.reset();
    CHECK(training_report(summary).find("done in") == std::string::npos);
    CHECK(summary.test_accuracy() == Approx(2.0 / 3));
}
