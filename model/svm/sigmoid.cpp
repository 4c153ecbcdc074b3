#include "model/svm/sigmoid.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace eigenfaces::svm {
namespace {

/// The negative log likelihood of targets under a sigmoid, and its derivatives.
class Likelihood {
  public:
    Likelihood(std::span<const double> decisions, std::span<const std::uint8_t> is_first)
        : decisions_(decisions), is_first_(is_first) {
        n_first_ = static_cast<double>(std::count(is_first.begin(), is_first.end(), std::uint8_t{1}));
        n_second_ = static_cast<double>(is_first.size()) - n_first_;
    }

    Sigmoid start() const { return {0, std::log((n_second_ + 1) / (n_first_ + 1))}; }

    /// The best one that is the same everywhere.
    Sigmoid constant() const {
        double sum = 0;
        for (std::size_t i = 0; i < is_first_.size(); ++i)
            sum += target(i);
        const double mean = is_first_.empty() ? 0.5 : sum / static_cast<double>(is_first_.size());
        return {0, std::log((1 - mean) / mean)};
    }

    double value(const Sigmoid& at) const {
        double sum = 0;
        for (std::size_t i = 0; i < decisions_.size(); ++i) {
            const double z = at.a * decisions_[i] + at.b;
            // Both are t z + log(1 + exp(-z)); neither overflows.
            sum += z >= 0 ? target(i) * z + std::log1p(std::exp(-z))
                          : (target(i) - 1) * z + std::log1p(std::exp(z));
        }
        return sum;
    }

    struct Derivatives {
        double a = 0;
        double b = 0;
        double aa = 0;
        double ab = 0;
        double bb = 0;
    };

    Derivatives derivatives(const Sigmoid& at) const {
        constexpr double ridge = 1e-12;  // keeps the Hessian positive definite
        Derivatives sum{.aa = ridge, .bb = ridge};
        for (std::size_t i = 0; i < decisions_.size(); ++i) {
            const double f = decisions_[i];
            const double p = at(f);
            const double slope = target(i) - p;
            const double curvature = p * (1 - p);
            sum.a += f * slope;
            sum.b += slope;
            sum.aa += f * f * curvature;
            sum.ab += f * curvature;
            sum.bb += curvature;
        }
        return sum;
    }

  private:
    double target(std::size_t i) const {
        return is_first_[i] != 0 ? (n_first_ + 1) / (n_first_ + 2) : 1 / (n_second_ + 2);
    }

    std::span<const double> decisions_;
    std::span<const std::uint8_t> is_first_;
    double n_first_ = 0;
    double n_second_ = 0;
};

}  // namespace

double Sigmoid::operator()(double decision) const {
    const double z = a * decision + b;
    return z >= 0 ? std::exp(-z) / (1 + std::exp(-z)) : 1 / (1 + std::exp(z));
}

Sigmoid fit_sigmoid(std::span<const double> decisions, std::span<const std::uint8_t> is_first) {
    constexpr int max_iterations = 100;
    constexpr double gradient_tolerance = 1e-5;
    constexpr double smallest_step = 1e-10;
    constexpr double sufficient_decrease = 1e-4;
    const Likelihood likelihood(decisions, is_first);
    Sigmoid sigmoid = likelihood.start();
    double value = likelihood.value(sigmoid);
    for (int iteration = 0; iteration < max_iterations; ++iteration) {
        const auto d = likelihood.derivatives(sigmoid);
        if (std::abs(d.a) < gradient_tolerance && std::abs(d.b) < gradient_tolerance) break;
        const double determinant = d.aa * d.bb - d.ab * d.ab;
        const double move_a = -(d.bb * d.a - d.ab * d.b) / determinant;
        const double move_b = -(d.aa * d.b - d.ab * d.a) / determinant;
        const double slope = d.a * move_a + d.b * move_b;
        double step = 1;
        for (; step >= smallest_step; step /= 2) {
            const Sigmoid next{sigmoid.a + step * move_a, sigmoid.b + step * move_b};
            const double next_value = likelihood.value(next);
            if (next_value < value + sufficient_decrease * step * slope) {
                sigmoid = next;
                value = next_value;
                break;
            }
        }
        if (step < smallest_step) break;
    }
    return sigmoid.a > 0 ? likelihood.constant() : sigmoid;
}

}  // namespace eigenfaces::svm
