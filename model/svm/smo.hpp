#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace eigenfaces::svm {

/// One range of rows of a kernel matrix, `begin` to `end` - 1.
struct RowRange {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t size() const { return end - begin; }
};

/// A two-class problem on a part of a kernel matrix: minimise 1/2 sum_ij y_i y_j a_i a_j K_ij - sum_i a_i
/// with 0 <= a_i <= C of its class and sum_i y_i a_i = 0.
struct BinaryProblem {
    std::span<const float> kernel;  ///< n x n, symmetric, 1 on the diagonal
    std::size_t n = 0;
    std::span<const RowRange> positive;  ///< samples with y = +1
    std::span<const RowRange> negative;  ///< samples with y = -1
    double C_positive = 0;
    double C_negative = 0;
};

struct BinarySolution {
    enum class Status { converged, cancelled, too_many_steps };
    Status status = Status::converged;
    /// y_i a_i of every sample, first those of the positive ranges, then those of the negative ones.
    std::vector<double> coefficients;
    double rho = 0;  ///< the decision value at z is sum_i coefficients_i k(x_i, z) - rho
    /// Some step was cut short by C. Where it is false, any larger C takes the very same steps.
    bool met_bound = false;
    std::uint64_t steps = 0;
};

/// Below libsvm's default of 1e-3, which leaves room for different answers on samples at the border between
/// two classes: on the pictures of LFW's 7 most frequent people libsvm gives the same cross-validation means
/// for 1e-3 and 1e-5, another implementation for any value from 5e-4 down. Costs a fifth more steps than
/// 1e-3.
inline constexpr double stopping_tolerance = 2e-4;

/// Sequential minimal optimisation with working sets chosen by second-order information: R.-E. Fan, P.-H.
/// Chen, C.-J. Lin, Working Set Selection Using Second Order Information for Training SVM, JMLR 6 (2005),
/// algorithm 2, the one of libsvm. Stops by libsvm's rule, when the largest violation of the optimality
/// conditions is below `tolerance`.
class SmoSolver {
  public:
    SmoSolver();
    ~SmoSolver();
    SmoSolver(const SmoSolver&) = delete;
    SmoSolver& operator=(const SmoSolver&) = delete;
    SmoSolver(SmoSolver&&) noexcept;
    SmoSolver& operator=(SmoSolver&&) noexcept;

    /// Both classes have at least one sample. Keeps its memory for the next problem: use one solver per
    /// thread.
    BinarySolution solve(const BinaryProblem& problem, double tolerance = stopping_tolerance,
                         const std::stop_token& stop = {});

  private:
    class Workspace;
    std::unique_ptr<Workspace> workspace_;
};

}  // namespace eigenfaces::svm
