#include "model/pca.hpp"

#include <cmath>

#include "tests/catch.hpp"
#include "tests/model/random_samples.hpp"

using namespace eigenfaces;

namespace {

float dot(std::span<const float> a, std::span<const float> b) {
    float sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += a[i] * b[i];
    return sum;
}

}  // namespace

// Expected values: sklearn.decomposition.PCA(3, svd_solver="full", whiten=True) of scikit-learn 1.2, in
// double precision.

TEST_CASE("with more samples than features, PCA is scikit-learn's") {
    const auto samples = random_samples::uniform(1, 12 * 5);
    const auto fit = fit_whitened_pca(samples, 5, 3, 1);
    REQUIRE(fit);
    const Pca& pca = fit->pca;
    const double variance[] = {0.178758318268632, 0.12186871090031354, 0.08064403692689338};
    const double components[] = {0.29811066123549407,  0.5564452966023827,   -0.4863000375839162,
                                 0.4547905573060742,   -0.39771407817417703, -0.4002750821571393,
                                 -0.22606348378246632, -0.8294638130982258,  -0.07931252397635563,
                                 0.30720427439292264,  -0.03135537759771789, 0.22589358436243448,
                                 -0.14542144928008993, -0.8331623296278182,  -0.48237129207491386};
    const double first[] = {1.205139566901602, -1.1089594320569007, -0.09132916762452076};
    REQUIRE(pca.n_components() == 3);
    for (std::size_t i = 0; i < 3; ++i)
        CHECK(pca.explained_variance[i] == Approx(variance[i]).epsilon(1e-6));
    for (std::size_t i = 0; i < 15; ++i)
        CHECK(pca.components[i] == Approx(components[i]).margin(1e-6));
    for (std::size_t i = 0; i < 3; ++i)
        CHECK(fit->whitened[i] == Approx(first[i]).margin(1e-5));
    CHECK(pca.mean[0] == Approx(0.4443538822233677));
    CHECK(pca.mean[4] == Approx(0.44933729275362566));
}

TEST_CASE("with fewer samples than features, PCA is scikit-learn's") {
    const auto samples = random_samples::uniform(2, 4 * 9);
    const auto fit = fit_whitened_pca(samples, 9, 3, 1);
    REQUIRE(fit);
    const double variance[] = {0.2079611352022511, 0.12794395353630508, 0.06642971359584159};
    const double component[] = {-0.22341077902532044, 0.12370649113184701,  -0.43902880932725763,
                                -0.5973481766596042,  0.37414365249469567,  -0.23892898622732384,
                                -0.3834675851685614,  -0.19030606209281176, 0.06984890108880704};
    const double whitened[] = {-0.22369503789150108, 1.29360791239797,     -0.7256301392611038,
                               1.3475757884891744,   0.022589683517905985, 0.6584293435717612,
                               -0.06071884068639353, -1.1376195062868706,  -0.9757740933747494,
                               -1.0631619099112801,  -0.1785780896290052,  1.042974889064092};
    REQUIRE(fit->pca.n_components() == 3);
    for (std::size_t i = 0; i < 3; ++i)
        CHECK(fit->pca.explained_variance[i] == Approx(variance[i]).epsilon(1e-6));
    for (std::size_t i = 0; i < 9; ++i)
        CHECK(fit->pca.components[i] == Approx(component[i]).margin(1e-6));
    for (std::size_t i = 0; i < 12; ++i)
        CHECK(fit->whitened[i] == Approx(whitened[i]).margin(1e-5));
}

TEST_CASE("components are orthonormal and projecting the samples gives the whitened samples") {
    const auto [n, d] =
        GENERATE(std::pair<std::size_t, std::size_t>{250, 40}, std::pair<std::size_t, std::size_t>{40, 250});
    const auto samples = random_samples::uniform(9, n * d);
    const auto fit = fit_whitened_pca(samples, d, 20, 2);
    REQUIRE(fit);
    const std::span<const float> components = fit->pca.components;
    for (std::size_t a = 0; a < 20; ++a) {
        for (std::size_t b = 0; b <= a; ++b) {
            CHECK(dot(components.subspan(a * d, d), components.subspan(b * d, d)) ==
                  Approx(a == b ? 1 : 0).margin(1e-5));
        }
    }
    std::vector<float> projected(n * 20);
    project(samples, fit->pca.mean, components, inverse_deviations(fit->pca.explained_variance), projected);
    for (std::size_t i = 0; i < projected.size(); ++i)
        REQUIRE(projected[i] == Approx(fit->whitened[i]).margin(1e-4));

    std::vector<float> one(20);
    project(std::span(samples).first(d), fit->pca.mean, components,
            inverse_deviations(fit->pca.explained_variance), one);
    for (std::size_t i = 0; i < 20; ++i)
        CHECK(one[i] == Approx(projected[i]).margin(1e-4));
}

TEST_CASE("the number of threads changes no bit") {
    const auto [n, d] = GENERATE(std::pair<std::size_t, std::size_t>{450, 210},
                                 std::pair<std::size_t, std::size_t>{210, 450});
    const auto samples = random_samples::uniform(4, n * d);
    const auto one = fit_whitened_pca(samples, d, 30, 1);
    const auto three = fit_whitened_pca(samples, d, 30, 3);
    REQUIRE(one);
    REQUIRE(three);
    CHECK(one->whitened == three->whitened);
    CHECK(one->pca.components == three->pca.components);
    CHECK(one->pca.explained_variance == three->pca.explained_variance);
}

TEST_CASE("directions without variance are left out") {
    // Six samples in ten dimensions, twice each: five directions.
    auto samples = random_samples::uniform(6, 60);
    samples.insert(samples.end(), samples.begin(), samples.begin() + 60);
    const auto fit = fit_whitened_pca(samples, 10, 150, 1);
    REQUIRE(fit);
    CHECK(fit->pca.n_components() == 5);
    for (const float value : fit->whitened)
        CHECK(std::abs(value) < 10);
}

TEST_CASE("equal samples have no components, and a stop is obeyed") {
    const std::vector<float> equal(7 * 4, 0.3F);
    const auto none = fit_whitened_pca(equal, 4, 2, 1);
    REQUIRE_FALSE(none);
    CHECK(none.error() == PcaError::no_variance);
    std::stop_source source;
    source.request_stop();
    const auto stopped = fit_whitened_pca(random_samples::uniform(1, 60), 5, 2, 1, source.get_token());
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error() == PcaError::cancelled);
}
