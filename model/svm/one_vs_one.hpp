#pragma once

#include <span>
#include <stop_token>

#include <tl/expected.hpp>

#include "model/cluster/team.hpp"
#include "model/svm/class_groups.hpp"
#include "model/svm/classifier.hpp"

namespace eigenfaces::svm {

enum class FitError { cancelled, no_convergence };

/// Fits scikit-learn's SVC(C, kernel="rbf", gamma, class_weight="balanced").
///
/// `samples`: rows of n_features values in the order of `groups`; `kernel`: their n x n RBF matrix for
/// `gamma`. Every class has a sample, there are at least 2. The result does not depend on `threads`.
tl::expected<Classifier, FitError> fit_one_vs_one(std::span<const float> samples, std::size_t n_features,
                                                  const ClassGroups& groups, std::span<const float> kernel,
                                                  double C, double gamma, std::size_t threads,
                                                  const std::stop_token& stop = {});

/// The same by a team that divides the pairs; the classifier is the first rank's, empty elsewhere.
tl::expected<Classifier, FitError> fit_one_vs_one(std::span<const float> samples, std::size_t n_features,
                                                  const ClassGroups& groups, std::span<const float> kernel,
                                                  double C, double gamma, std::size_t threads,
                                                  cluster::Team& team, const std::stop_token& stop = {});

}  // namespace eigenfaces::svm
