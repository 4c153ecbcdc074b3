#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace eigenfaces::svm {

/// Probabilities of n_classes classes that fit those of all pairs best: they minimise the sum over pairs of
/// (r_ji p_i - r_ij p_j)^2, where r_ij is the probability of class i if it is i or j. T.-F. Wu, C.-J. Lin, R.
/// C. Weng, Probability Estimates for Multi-class Classification by Pairwise Coupling, JMLR 5 (2004), section
/// 4.2, solved directly.
///
/// `pairwise`: r_ij of (0,1), (0,2), ..., (1,2), ...: n_classes (n_classes - 1) / 2 values from 0 to 1, which
/// are kept 1e-7 away from both. \return n_classes values from 0 to 1 that add up to 1
std::vector<double> couple_probabilities(std::span<const double> pairwise, std::size_t n_classes);

}  // namespace eigenfaces::svm
