#include "model/evaluation.hpp"

#include "tests/catch.hpp"

using namespace eigenfaces;
using Labels = std::vector<std::uint32_t>;

TEST_CASE("the classification report is scikit-learn's, letter for letter") {
    const Labels y_true = {0, 0, 0, 1, 1, 2, 2, 2, 2, 1};
    const Labels y_pred = {0, 0, 1, 1, 0, 2, 2, 0, 2, 1};
    const std::vector<std::string> names = {"Ann", "Bob Example With A Long Name", "Zo\xC3\xAB"};
    CHECK(classification_report(y_true, y_pred, names) ==
          "                              precision    recall  f1-score   support\n\n"
          "                         Ann       0.50      0.67      0.57         3\n"
          "Bob Example With A Long Name       0.67      0.67      0.67         3\n"
          "                         Zo\xC3\xAB       1.00      0.75      0.86         4\n\n"
          "                    accuracy                           0.70        10\n"
          "                   macro avg       0.72      0.69      0.70        10\n"
          "                weighted avg       0.75      0.70      0.71        10\n");
}

TEST_CASE("figures that would divide by zero are zero") {
    // Nobody is taken for b, and c is neither there nor predicted.
    const std::vector<std::string> names = {"a", "b", "c"};
    CHECK(classification_report(Labels{0, 0, 1}, Labels{0, 0, 0}, names) ==
          "              precision    recall  f1-score   support\n\n"
          "           a       0.67      1.00      0.80         2\n"
          "           b       0.00      0.00      0.00         1\n"
          "           c       0.00      0.00      0.00         0\n\n"
          "    accuracy                           0.67         3\n"
          "   macro avg       0.22      0.33      0.27         3\n"
          "weighted avg       0.44      0.67      0.53         3\n");
    const Labels none;
    CHECK_THAT(classification_report(none, none, names), ContainsSubstring("weighted avg       0.00"));
}

TEST_CASE("accuracy and the confusion matrix count") {
    const Labels y_true = {0, 0, 0, 1, 1, 2, 2, 2, 2, 1};
    const Labels y_pred = {0, 0, 1, 1, 0, 2, 2, 0, 2, 1};
    CHECK(accuracy(y_true, y_pred) == 0.7);
    CHECK(accuracy({}, {}) == 0);
    CHECK(confusion_matrix(y_true, y_pred, 3) == ConfusionMatrix{{2, 1, 0}, {1, 2, 0}, {1, 0, 3}});
}
