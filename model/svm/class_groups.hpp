#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace eigenfaces::svm {

/// Samples put in the order of their classes, as libsvm does; within a class they keep their order.
struct ClassGroups {
    std::vector<std::size_t> order;  ///< order[p] is the sample at position p
    std::vector<std::size_t> begin;  ///< class c is at positions begin[c] to begin[c + 1] - 1

    std::size_t n_classes() const { return begin.size() - 1; }
    std::size_t n_samples() const { return order.size(); }
    std::size_t size(std::size_t c) const { return begin[c + 1] - begin[c]; }
};

/// `labels` are below n_classes.
ClassGroups group_by_class(std::span<const std::uint32_t> labels, std::size_t n_classes);

/// The rows of a matrix with n_features columns, in the order of the groups.
std::vector<float> group_rows(std::span<const float> rows, std::size_t n_features, const ClassGroups& groups);

/// scikit-learn's class_weight="balanced": n_samples / (number of classes that have samples * samples of the
/// class); 0 for a class without samples.
std::vector<double> balanced_weights(std::span<const std::size_t> class_sizes);

/// Two classes, first < second.
struct ClassPair {
    std::size_t first = 0;
    std::size_t second = 0;
};

/// About how long the optimiser takes for a pair of classes, to divide the work by: the square of their
/// samples.
inline std::uint64_t pair_cost(std::uint64_t n_samples) {
    return n_samples * n_samples;
}

/// (0,1), (0,2), ..., (1,2), ...: libsvm's order.
std::vector<ClassPair> class_pairs(std::size_t n_classes);

}  // namespace eigenfaces::svm
