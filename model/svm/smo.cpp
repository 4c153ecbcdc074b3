#include "model/svm/smo.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/svm/smo_loops.hpp"

namespace eigenfaces::svm {
namespace {

constexpr std::uint64_t steps_between_stop_checks = 2048;
/// libsvm warns after 10 million; no problem we know takes more than a few hundred thousand.
constexpr std::uint64_t max_steps = 100'000'000;

}  // namespace

/// With b_i = y_i a_i the problem is symmetric in the classes: lower_i <= b_i <= upper_i, sum b_i = 0, and
/// F_i = y_i gradient_i = sum_j b_j K_ij - y_i. A step raises b_i of a sample that is below its upper bound
/// and has the smallest F, and lowers b_j of one that is above its lower bound and has a larger F by as much.
class SmoSolver::Workspace {
  public:
    BinarySolution solve(const BinaryProblem& problem, double tolerance, const std::stop_token& stop) {
        prepare(problem);
        BinarySolution solution;
        // Nothing is in motion yet: the first of the positive samples has the smallest F.
        std::size_t i = update_and_find_min(F_.data(), not_up_.data(), row(0), row(0), 0.0, padded_);
        while (true) {
            const SecondChoice choice =
                find_partner(F_.data(), not_low_.data(), row(i), F_[i], gains_.data(), padded_);
            if (!choice.found || not_up_[i] > 0 || choice.largest_F - F_[i] < tolerance) break;
            const std::size_t j = choice.index;
            const double step = step_length(i, j, solution.met_bound);
            move(i, step);
            move(j, -step);
            i = update_and_find_min(F_.data(), not_up_.data(), row(i), row(j), step, padded_);
            ++solution.steps;
            if (solution.steps % steps_between_stop_checks == 0 && stop.stop_requested()) {
                solution.status = BinarySolution::Status::cancelled;
                return solution;
            }
            if (solution.steps == max_steps) {
                solution.status = BinarySolution::Status::too_many_steps;
                return solution;
            }
        }
        solution.coefficients.assign(b_.begin(), b_.begin() + static_cast<std::ptrdiff_t>(size_));
        solution.rho = rho();
        return solution;
    }

  private:
    void prepare(const BinaryProblem& problem) {
        problem_ = &problem;
        size_ = 0;
        samples_.clear();
        for (const auto& ranges : {problem.positive, problem.negative}) {
            for (const RowRange& range : ranges) {
                for (std::size_t sample = range.begin; sample < range.end; ++sample)
                    samples_.push_back(sample);
            }
            if (size_ == 0) n_positive_ = samples_.size();
            size_ = samples_.size();
        }
        padded_ = (size_ + smo_block - 1) / smo_block * smo_block;
        b_.assign(size_, 0.0);
        F_.assign(padded_, 0.0);
        not_up_.assign(padded_, excluded);
        not_low_.assign(padded_, -excluded);
        gains_.resize(padded_);
        has_row_.assign(size_, 0);
        if (rows_.size() < size_ * padded_) rows_.resize(size_ * padded_);
        for (std::size_t k = 0; k < size_; ++k) {
            F_[k] = is_positive(k) ? -1 : 1;
            set_room(k);
        }
    }

    bool is_positive(std::size_t k) const { return k < n_positive_; }
    double lower(std::size_t k) const { return is_positive(k) ? 0 : -problem_->C_negative; }
    double upper(std::size_t k) const { return is_positive(k) ? problem_->C_positive : 0; }

    void set_room(std::size_t k) {
        not_up_[k] = b_[k] < upper(k) ? 0 : excluded;
        not_low_[k] = b_[k] > lower(k) ? 0 : -excluded;
    }

    /// The row of the kernel matrix that belongs to sample k, gathered when it is first wanted.
    const float* row(std::size_t k) {
        float* out = rows_.data() + k * padded_;
        if (has_row_[k] != 0) return out;
        has_row_[k] = 1;
        const float* kernel_row = problem_->kernel.data() + samples_[k] * problem_->n;
        float* end = out;
        for (const auto& ranges : {problem_->positive, problem_->negative}) {
            for (const RowRange& range : ranges) {
                end = std::copy(kernel_row + range.begin, kernel_row + range.end, end);
            }
        }
        std::fill(end, out + padded_, 0.0F);
        return out;
    }

    /// How far b_i rises and b_j falls: to the minimum along that line, or to the first bound.
    double step_length(std::size_t i, std::size_t j, bool& met_bound) {
        constexpr double tau = 1e-12;
        const double curvature = std::max(2.0 - 2.0 * static_cast<double>(row(i)[j]), tau);
        const double wanted = (F_[j] - F_[i]) / curvature;
        const double room_i = upper(i) - b_[i];
        const double room_j = b_[j] - lower(j);
        const double step = std::min({wanted, room_i, room_j});
        // For a positive sample the upper bound is C, for a negative one the lower: the other bound is 0 for
        // any C.
        const bool i_at_C = is_positive(i) && step == room_i;
        const bool j_at_C = !is_positive(j) && step == room_j;
        met_bound = met_bound || i_at_C || j_at_C;
        reach_upper_ = step == room_i;
        reach_lower_ = step == room_j;
        return step;
    }

    void move(std::size_t k, double step) {
        b_[k] += step;
        // Exactly the bound, not a rounding away from it.
        if (step > 0 && reach_upper_) b_[k] = upper(k);
        if (step < 0 && reach_lower_) b_[k] = lower(k);
        set_room(k);
    }

    /// libsvm's calculate_rho.
    double rho() const {
        double sum = 0;
        std::size_t n_free = 0;
        double above = std::numeric_limits<double>::max();
        double below = std::numeric_limits<double>::lowest();
        for (std::size_t k = 0; k < size_; ++k) {
            const bool at_lower = b_[k] <= lower(k);
            const bool at_upper = b_[k] >= upper(k);
            if (at_lower) above = std::min(above, F_[k]);
            if (at_upper) below = std::max(below, F_[k]);
            if (!at_lower && !at_upper) {
                sum += F_[k];
                ++n_free;
            }
        }
        return n_free > 0 ? sum / static_cast<double>(n_free) : (above + below) / 2;
    }

    const BinaryProblem* problem_ = nullptr;
    std::size_t size_ = 0;
    std::size_t n_positive_ = 0;
    std::size_t padded_ = 0;
    bool reach_upper_ = false;
    bool reach_lower_ = false;
    std::vector<std::size_t> samples_;
    std::vector<double> b_;
    std::vector<double> F_;
    std::vector<double> not_up_;   // 0 where b may rise, else `excluded`
    std::vector<double> not_low_;  // 0 where b may fall, else -`excluded`
    std::vector<float> gains_;
    std::vector<unsigned char> has_row_;
    std::vector<float> rows_;
};

SmoSolver::SmoSolver() : workspace_(std::make_unique<Workspace>()) {}
SmoSolver::~SmoSolver() = default;
SmoSolver::SmoSolver(SmoSolver&&) noexcept = default;
SmoSolver& SmoSolver::operator=(SmoSolver&&) noexcept = default;

BinarySolution SmoSolver::solve(const BinaryProblem& problem, double tolerance, const std::stop_token& stop) {
    return workspace_->solve(problem, tolerance, stop);
}

}  // namespace eigenfaces::svm
