#pragma once

#include <cstdint>
#include <span>

namespace eigenfaces::svm {

/// From the decision value of a pair of classes to the probability of its first class:
/// 1 / (1 + exp(a decision + b)).
struct Sigmoid {
    double a = 0;
    double b = 0;

    double operator()(double decision) const;
    bool operator==(const Sigmoid&) const = default;
};

/// Fits a sigmoid to decision values of samples that were not trained on: J. Platt's probabilities, with the
/// targets that keep small sets from certainty, by Newton's method as in H.-T. Lin, C.-J. Lin, R. C. Weng, A
/// Note on Platt's Probabilistic Outputs for Support Vector Machines, Machine Learning 68 (2007), algorithm
/// 1.
///
/// `is_first[i]` is 1 where sample i belongs to the first class, else 0. All values are finite; without any
/// the result is 1/2 everywhere. The sigmoid never falls with the decision value (a <= 0): where the values
/// speak against their own classes they tell nothing, and the result is the first class's share everywhere.
Sigmoid fit_sigmoid(std::span<const double> decisions, std::span<const std::uint8_t> is_first);

}  // namespace eigenfaces::svm
