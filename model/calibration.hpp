#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "model/cross_validation.hpp"
#include "model/svm/sigmoid.hpp"

/// How decision values become probabilities, and which of these are too low for an answer.
/// docs/confidence.md has the method's measured quality.
namespace eigenfaces {

/// Below which probability a picture is better called unknown, and what that was estimated to cost.
struct UnknownThreshold {
    double probability = 0;         ///< of the most probable person; below it: unknown
    double known_rejected = 0;      ///< part of the known people's pictures that fall below it
    double strangers_accepted = 0;  ///< part of strangers' pictures that don't

    bool operator==(const UnknownThreshold&) const = default;
};

struct Calibration {
    std::vector<svm::Sigmoid> sigmoids;         ///< one per pair of classes, in the order of svm::Classifier
    std::optional<UnknownThreshold> threshold;  ///< nothing for 2 people, or where no pair tells anything

    bool operator==(const Calibration&) const = default;
};

/// Probabilities of all classes from the decision values of all pairs.
std::vector<double> class_probabilities(std::span<const double> decisions,
                                        std::span<const svm::Sigmoid> sigmoids, std::size_t n_classes);

/// Fits the sigmoids to cross-validated decisions, and chooses the threshold by them: the one at which as
/// large a part of the known people's pictures is rejected as of strangers' accepted (the equal error rate).
///
/// A stranger is a sample without its own class: the other pairs have never seen the person. As a known
/// person a sample is judged without another class, so that both choose among as many. The result does not
/// depend on `threads`.
Calibration calibrate(const CrossValidationSetup& setup, const CrossValidatedDecisions& decisions,
                      std::size_t threads);

}  // namespace eigenfaces
