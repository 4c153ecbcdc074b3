#include "model/training_memory.hpp"

#include <fstream>
#include <malloc.h>
#include <random>
#include <string>

#include "model/blas.hpp"
#include "model/features.hpp"
#include "tests/catch.hpp"

using namespace eigenfaces;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool memory_is_the_programs_own = false;  // the sanitizer keeps books of its own
#else
constexpr bool memory_is_the_programs_own = true;
#endif

/// Bytes: the most that this process has had in memory so far.
std::uint64_t peak() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) return std::stoull(line.substr(6)) * 1024;
    }
    return 0;
}

void forget_peak() {
    // What an earlier case has left free would be taken again without a trace.
    ::malloc_trim(0);
    std::ofstream("/proc/self/clear_refs") << 5;
}

DataSet people(std::size_t n_people, std::size_t pictures_each) {
    std::mt19937 random(7);
    std::normal_distribution<float> noise(0, 0.1F);
    DataSet data;
    data.n_features = face_features;
    for (std::size_t person = 0; person < n_people; ++person) {
        data.names.push_back("P" + std::to_string(1000 + person));
        std::vector<float> face(face_features);
        for (float& value : face)
            value = 0.5F + 3 * noise(random);
        for (std::size_t i = 0; i < pictures_each; ++i) {
            for (const float value : face)
                data.features.push_back(value + noise(random));
            data.labels.push_back(static_cast<std::uint32_t>(person));
            data.paths.push_back(data.names.back() + "/" + std::to_string(i));
        }
    }
    data.digest = "sha256:" + std::string(64, '0');
    return data;
}

}  // namespace

TEST_CASE("a training takes no more memory than was said, and not much less") {
    blas::prepare();
    const auto [n_people, pictures] =
        GENERATE(table<std::size_t, std::size_t>({{6, 400}, {60, 20}, {200, 12}}));
    INFO(n_people << " people, " << pictures << " pictures each");
    TrainingParameters parameters;
    parameters.grid = {.C = {1000}, .gamma = {0.01}};
    const DataSet data = people(n_people, pictures);
    const std::uint64_t features = data.features.size() * sizeof(float);
    forget_peak();
    const std::uint64_t before = peak();
    REQUIRE(train(data, parameters));
    const std::uint64_t taken = peak() - before + features;
    const std::uint64_t said = training_memory(data.n_samples(), n_people, parameters);
    INFO("taken " << taken / 1'000'000 << " MB, said " << said / 1'000'000 << " MB");
    if (!memory_is_the_programs_own) return;
    CHECK(taken <= said);
    CHECK(taken * 3 >= said);
}

TEST_CASE("a training that would take more memory than it may is refused, in numbers") {
    TrainingParameters parameters;
    parameters.max_memory = 1'000'000;
    const auto result = train(people(2, 10), parameters);
    REQUIRE_FALSE(result);
    CHECK(result.error().kind == TrainingError::Kind::too_large);
    CHECK_THAT(result.error().message,
               ContainsSubstring("20 pictures of 2 people") && ContainsSubstring("at most 1000000 bytes"));
}
