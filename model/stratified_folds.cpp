#include "model/stratified_folds.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <unordered_map>

namespace eigenfaces {

std::vector<std::size_t> stratified_folds(std::span<const std::uint32_t> labels, std::size_t n_folds) {
    // Classes count in the order of their first appearance.
    std::unordered_map<std::uint32_t, std::size_t> class_of_label;
    std::vector<std::size_t> classes;
    std::vector<std::size_t> counts;
    classes.reserve(labels.size());
    for (const std::uint32_t label : labels) {
        const auto [entry, is_new] = class_of_label.try_emplace(label, counts.size());
        if (is_new) counts.push_back(0);
        classes.push_back(entry->second);
        ++counts[entry->second];
    }
    if (n_folds < 2 || counts.empty() || n_folds > *std::max_element(counts.begin(), counts.end())) {
        throw std::invalid_argument(
            std::to_string(n_folds) +
            " folds: at least 2 and at most the samples of the largest class are possible");
    }
    // Dealing the samples, sorted by class, to the folds in turn gives each fold's share of each class.
    std::vector<std::vector<std::size_t>> shares(counts.size(), std::vector<std::size_t>(n_folds, 0));
    std::size_t position = 0;
    for (std::size_t c = 0; c < counts.size(); ++c) {
        for (std::size_t i = 0; i < counts[c]; ++i)
            ++shares[c][position++ % n_folds];
    }
    std::vector<std::size_t> folds;
    folds.reserve(labels.size());
    std::vector<std::size_t> current(counts.size(), 0);
    for (const std::size_t c : classes) {
        while (shares[c][current[c]] == 0)
            ++current[c];
        --shares[c][current[c]];
        folds.push_back(current[c]);
    }
    return folds;
}

}  // namespace eigenfaces
