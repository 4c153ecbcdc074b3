#include "model/svm/class_groups.hpp"

#include <algorithm>
#include <numeric>

namespace eigenfaces::svm {

ClassGroups group_by_class(std::span<const std::uint32_t> labels, std::size_t n_classes) {
    ClassGroups groups;
    groups.order.resize(labels.size());
    std::iota(groups.order.begin(), groups.order.end(), std::size_t{0});
    std::stable_sort(groups.order.begin(), groups.order.end(),
                     [&](std::size_t a, std::size_t b) { return labels[a] < labels[b]; });
    std::vector<std::size_t> sizes(n_classes, 0);
    for (const std::uint32_t label : labels)
        ++sizes[label];
    groups.begin.assign(n_classes + 1, 0);
    std::partial_sum(sizes.begin(), sizes.end(), groups.begin.begin() + 1);
    return groups;
}

std::vector<float> group_rows(std::span<const float> rows, std::size_t n_features,
                              const ClassGroups& groups) {
    std::vector<float> grouped;
    grouped.reserve(rows.size());
    for (const std::size_t sample : groups.order) {
        const auto row = rows.subspan(sample * n_features, n_features);
        grouped.insert(grouped.end(), row.begin(), row.end());
    }
    return grouped;
}

std::vector<double> balanced_weights(std::span<const std::size_t> class_sizes) {
    const std::size_t n_samples = std::accumulate(class_sizes.begin(), class_sizes.end(), std::size_t{0});
    const auto n_present = class_sizes.size() - static_cast<std::size_t>(std::count(
                                                    class_sizes.begin(), class_sizes.end(), std::size_t{0}));
    std::vector<double> weights;
    for (const std::size_t size : class_sizes) {
        weights.push_back(size == 0 ? 0.0
                                    : static_cast<double>(n_samples) / static_cast<double>(n_present * size));
    }
    return weights;
}

std::vector<ClassPair> class_pairs(std::size_t n_classes) {
    std::vector<ClassPair> pairs;
    for (std::size_t first = 0; first < n_classes; ++first) {
        for (std::size_t second = first + 1; second < n_classes; ++second)
            pairs.push_back({first, second});
    }
    return pairs;
}

}  // namespace eigenfaces::svm
