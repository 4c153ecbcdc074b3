#include "model/evaluation.hpp"

#include <algorithm>
#include <cstdio>
#include <numeric>

namespace eigenfaces {
namespace {

double ratio(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
}

/// Means over the classes, each with its weight.
ClassScores average(const std::vector<ClassScores>& scores, bool by_support) {
    ClassScores mean;
    double sum_of_weights = 0;
    for (const ClassScores& s : scores) {
        const double weight = by_support ? static_cast<double>(s.support) : 1;
        mean.precision += weight * s.precision;
        mean.recall += weight * s.recall;
        mean.f1 += weight * s.f1;
        mean.support += s.support;
        sum_of_weights += weight;
    }
    mean.precision = ratio(mean.precision, sum_of_weights);
    mean.recall = ratio(mean.recall, sum_of_weights);
    mean.f1 = ratio(mean.f1, sum_of_weights);
    return mean;
}

/// Characters of a UTF-8 text, as Python counts them: bytes that don't continue a character.
std::size_t length(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & '\xC0') != '\x80'; }));
}

std::string right_aligned(const std::string& text, std::size_t width) {
    const std::size_t size = length(text);
    return size < width ? std::string(width - size, ' ') + text : text;
}

std::string cell(const std::string& text) {
    return " " + right_aligned(text, 9);
}

std::string two_digits(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", value);
    return text;
}

std::string row(const std::string& heading, std::size_t width, const ClassScores& s) {
    return right_aligned(heading, width) + " " + cell(two_digits(s.precision)) + cell(two_digits(s.recall)) +
           cell(two_digits(s.f1)) + cell(std::to_string(s.support)) + "\n";
}

}  // namespace

std::vector<ClassScores> class_scores(const ConfusionMatrix& counts) {
    std::vector<ClassScores> scores;
    for (std::size_t c = 0; c < counts.size(); ++c) {
        std::size_t predicted = 0;
        for (const auto& row : counts)
            predicted += row[c];
        ClassScores s;
        s.support = std::accumulate(counts[c].begin(), counts[c].end(), std::size_t{0});
        const double right = static_cast<double>(counts[c][c]);
        s.precision = ratio(right, static_cast<double>(predicted));
        s.recall = ratio(right, static_cast<double>(s.support));
        s.f1 = ratio(2 * s.precision * s.recall, s.precision + s.recall);
        scores.push_back(s);
    }
    return scores;
}

double accuracy(std::span<const std::uint32_t> y_true, std::span<const std::uint32_t> y_pred) {
    if (y_true.empty()) return 0;
    std::size_t right = 0;
    for (std::size_t i = 0; i < y_true.size(); ++i)
        right += y_true[i] == y_pred[i] ? 1U : 0U;
    return static_cast<double>(right) / static_cast<double>(y_true.size());
}

ConfusionMatrix confusion_matrix(std::span<const std::uint32_t> y_true, std::span<const std::uint32_t> y_pred,
                                 std::size_t n_classes) {
    ConfusionMatrix counts(n_classes, std::vector<std::size_t>(n_classes, 0));
    for (std::size_t i = 0; i < y_true.size(); ++i)
        ++counts[y_true[i]][y_pred[i]];
    return counts;
}

std::string classification_report(std::span<const std::uint32_t> y_true,
                                  std::span<const std::uint32_t> y_pred, std::span<const std::string> names) {
    const std::string last_heading = "weighted avg";
    std::size_t width = last_heading.size();
    for (const std::string& name : names)
        width = std::max(width, length(name));

    std::string text = right_aligned("", width) + " ";
    for (const char* heading : {"precision", "recall", "f1-score", "support"})
        text += cell(heading);
    text += "\n\n";
    const std::vector<ClassScores> scores = class_scores(confusion_matrix(y_true, y_pred, names.size()));
    for (std::size_t c = 0; c < names.size(); ++c)
        text += row(names[c], width, scores[c]);
    text += "\n";
    text += right_aligned("accuracy", width) + " " + cell("") + cell("") +
            cell(two_digits(accuracy(y_true, y_pred))) + cell(std::to_string(y_true.size())) + "\n";
    text += row("macro avg", width, average(scores, false));
    text += row(last_heading, width, average(scores, true));
    return text;
}

}  // namespace eigenfaces
