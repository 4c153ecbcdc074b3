#include "model/svm/smo.hpp"

#include <algorithm>
#include <cmath>

#include "model/svm/kernel_matrix.hpp"
#include "model/svm/one_vs_one.hpp"
#include "tests/catch.hpp"
#include "tests/model/random_samples.hpp"

using namespace eigenfaces;
using namespace eigenfaces::svm;

namespace {

struct Problem {
    std::size_t n = 0;
    std::vector<float> kernel;
};

Problem make_problem(std::uint32_t seed, std::size_t n, double gamma) {
    const auto samples = random_samples::uniform(seed, n * 3);
    Problem problem{n, std::vector<float>(n * n)};
    rbf(squared_distances(samples, 3, 1), gamma, problem.kernel);
    return problem;
}

/// The largest violation of the optimality conditions, computed from scratch.
double violation(const Problem& problem, const std::vector<std::size_t>& samples, std::size_t n_positive,
                 const std::vector<double>& b, double C_positive, double C_negative) {
    double smallest_up = 1e300;
    double largest_low = -1e300;
    for (std::size_t i = 0; i < b.size(); ++i) {
        const bool positive = i < n_positive;
        double F = positive ? -1 : 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            F += b[j] * static_cast<double>(problem.kernel[samples[i] * problem.n + samples[j]]);
        }
        if (b[i] < (positive ? C_positive : 0)) smallest_up = std::min(smallest_up, F);
        if (b[i] > (positive ? 0 : -C_negative)) largest_low = std::max(largest_low, F);
    }
    return largest_low - smallest_up;
}

}  // namespace

TEST_CASE("a solution meets the constraints and the optimality conditions") {
    const Problem problem = make_problem(1, 90, 2.0);
    // Labels that no function separates, and ranges with a gap, as a held-out fold makes.
    const RowRange positive[] = {{0, 10}, {20, 40}};
    const RowRange negative[] = {{40, 75}, {80, 90}};
    std::vector<std::size_t> samples;
    for (const auto& ranges : {std::span<const RowRange>(positive), std::span<const RowRange>(negative)}) {
        for (const RowRange& range : ranges) {
            for (std::size_t s = range.begin; s < range.end; ++s)
                samples.push_back(s);
        }
    }
    SmoSolver solver;
    for (const double C : {0.5, 5.0, 1000.0}) {
        const auto solution = solver.solve({problem.kernel, problem.n, positive, negative, C, 2 * C});
        REQUIRE(solution.status == BinarySolution::Status::converged);
        REQUIRE(solution.coefficients.size() == 75);
        double sum = 0;
        for (std::size_t i = 0; i < 75; ++i) {
            sum += solution.coefficients[i];
            CHECK(solution.coefficients[i] >= (i < 30 ? 0 : -2 * C));
            CHECK(solution.coefficients[i] <= (i < 30 ? C : 0));
        }
        CHECK(sum == Approx(0).margin(1e-9 * C * 75));
        CHECK(violation(problem, samples, 30, solution.coefficients, C, 2 * C) < stopping_tolerance * 1.01);
        CHECK(solution.met_bound);
    }
}

TEST_CASE("two samples have the solution that one can write down") {
    const float k = 0.5F;
    const std::vector<float> kernel = {1, k, k, 1};
    const RowRange positive{0, 1};
    const RowRange negative{1, 2};
    SmoSolver solver;
    // Both multipliers are 1 / (1 - k) where C allows it; the border is in the middle.
    const auto free = solver.solve({kernel, 2, {&positive, 1}, {&negative, 1}, 10, 10});
    CHECK(free.coefficients[0] == Approx(2));
    CHECK(free.coefficients[1] == Approx(-2));
    CHECK(free.rho == Approx(0).margin(1e-12));
    CHECK_FALSE(free.met_bound);
    const auto bounded = solver.solve({kernel, 2, {&positive, 1}, {&negative, 1}, 10, 1.5});
    CHECK(bounded.coefficients[0] == Approx(1.5));
    CHECK(bounded.coefficients[1] == -1.5);
    CHECK(bounded.met_bound);
}

TEST_CASE("where no bound was met, a larger C takes the very same steps") {
    const Problem problem = make_problem(5, 60, 30.0);
    const RowRange positive{0, 25};
    const RowRange negative{25, 60};
    SmoSolver solver;
    const auto small = solver.solve({problem.kernel, 60, {&positive, 1}, {&negative, 1}, 1e3, 2e3});
    REQUIRE_FALSE(small.met_bound);
    const auto large = solver.solve({problem.kernel, 60, {&positive, 1}, {&negative, 1}, 1e5, 2e5});
    CHECK(small.coefficients == large.coefficients);
    CHECK(small.rho == large.rho);
    CHECK(small.steps == large.steps);
}

TEST_CASE("a solver forgets the problem before") {
    const Problem first = make_problem(5, 60, 30.0);
    const Problem second = make_problem(6, 40, 1.0);
    const RowRange positive{0, 18};
    const RowRange negative{18, 40};
    SmoSolver used;
    used.solve({first.kernel, 60, {&positive, 1}, {&negative, 1}, 10, 10});
    SmoSolver fresh;
    const BinaryProblem problem{second.kernel, 40, {&positive, 1}, {&negative, 1}, 10, 10};
    CHECK(used.solve(problem).coefficients == fresh.solve(problem).coefficients);
}

TEST_CASE("a stop is obeyed") {
    const Problem problem = make_problem(8, 200, 0.01);
    const RowRange positive{0, 100};
    const RowRange negative{100, 200};
    std::stop_source source;
    source.request_stop();
    SmoSolver solver;
    const auto solution = solver.solve({problem.kernel, 200, {&positive, 1}, {&negative, 1}, 1e6, 1e6}, 1e-9,
                                       source.get_token());
    CHECK(solution.status == BinarySolution::Status::cancelled);
}

TEST_CASE("the classifier of three classes is scikit-learn's") {
    // SVC(C, gamma=gamma, class_weight="balanced", tol=1e-6) of scikit-learn 1.2 on the same numbers.
    const auto samples = random_samples::uniform(3, 120);
    std::vector<std::uint32_t> labels;
    for (std::size_t i = 0; i < 60; ++i) {
        const double x = static_cast<double>(samples[2 * i]);
        const double y = static_cast<double>(samples[2 * i + 1]);
        labels.push_back((x + y * 0.7 > 0.8 ? 1U : 0U) + (x > 0.75 ? 1U : 0U));
    }
    const ClassGroups groups = group_by_class(labels, 3);
    const auto grouped = group_rows(samples, 2, groups);
    std::vector<float> kernel(60 * 60);
    SECTION("most multipliers are free") {
        rbf(squared_distances(grouped, 2, 1), 0.5, kernel);
        const auto fit = fit_one_vs_one(grouped, 2, groups, kernel, 1000, 0.5, 2);
        REQUIRE(fit);
        CHECK(fit->n_support == std::vector<std::uint32_t>{4, 5, 3});
        CHECK(std::vector(fit->support.begin(), fit->support.begin() + 6) ==
              std::vector<std::uint32_t>{0, 11, 50, 54, 1, 12});
        CHECK(fit->intercept[0] == Approx(0.034565814441901176).margin(2e-3));
        CHECK(fit->intercept[1] == Approx(-0.43400592740366684).margin(2e-3));
        CHECK(fit->intercept[2] == Approx(0.8366080178273982).margin(2e-3));
        CHECK(fit->dual_coef[0] == 0.0);
        CHECK(fit->dual_coef[1] == Approx(740.7407407407406));
    }
    SECTION("many multipliers are at their bounds") {
        rbf(squared_distances(grouped, 2, 1), 2.0, kernel);
        const auto fit = fit_one_vs_one(grouped, 2, groups, kernel, 1, 2.0, 2);
        REQUIRE(fit);
        CHECK(fit->n_support == std::vector<std::uint32_t>{13, 21, 5});
        CHECK(std::vector(fit->support.begin(), fit->support.begin() + 6) ==
              std::vector<std::uint32_t>{0, 11, 16, 18, 22, 34});
        CHECK(fit->intercept[0] == Approx(0.05350406636796099).margin(2e-3));
        CHECK(fit->intercept[1] == Approx(-0.28247435141782484).margin(2e-3));
        CHECK(fit->intercept[2] == Approx(-0.2757955491542812).margin(2e-3));
        CHECK(fit->class_weight[2] == Approx(2.5));
        CHECK(fit->dual_coef[0] == Approx(0.7407407407407407));
        REQUIRE(fit->support_vectors.size() == 39 * 2);
        CHECK(fit->support_vectors[2] == samples[2 * 11]);
    }
}
