#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace eigenfaces {

/// scikit-learn's StratifiedKFold(n_folds), without shuffling: for each sample the fold that tests it. Within
/// a class the folds rise with the position. `n_folds` is at least 2 and at most the number of samples of the
/// largest class (scikit-learn refuses more, too; a class with fewer samples than folds is only missing from
/// some folds): else std::invalid_argument.
std::vector<std::size_t> stratified_folds(std::span<const std::uint32_t> labels, std::size_t n_folds);

}  // namespace eigenfaces
