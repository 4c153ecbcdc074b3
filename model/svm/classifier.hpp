#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace eigenfaces::svm {

/// A C-SVC with RBF kernel k(a, b) = exp(-gamma |a - b|^2) for any number of classes, one-vs-one, in libsvm's
/// form.
///
/// Pairs of classes are ordered (0,1), (0,2), ..., (0,k-1), (1,2), ... The decision value of pair (i, j) at z
/// is the sum over the support vectors s of class i of dual_coef[j-1][s] k(z, s), plus that over those of
/// class j of dual_coef[i][s] k(z, s), plus intercept[pair]. Above 0 it is a vote for i, otherwise for j; the
/// class with the most votes wins, the first of them on a tie.
struct Classifier {
    double C = 0;
    double gamma = 0;
    std::size_t n_classes = 0;
    std::size_t n_features = 0;
    std::vector<double> class_weight;      ///< n_classes; factors of C
    std::vector<std::uint32_t> n_support;  ///< n_classes; the support vectors are grouped by class
    std::vector<std::uint32_t> support;    ///< indices of the support vectors among the training samples
    std::vector<float> support_vectors;    ///< n_support_vectors rows of n_features values
    std::vector<double> dual_coef;  ///< n_classes - 1 rows of n_support_vectors values: alpha times +1 or -1
    std::vector<double> intercept;  ///< n_classes (n_classes - 1) / 2 values: libsvm's -rho

    std::size_t n_support_vectors() const { return support.size(); }
    bool operator==(const Classifier&) const = default;
};

}  // namespace eigenfaces::svm
