#include "model/training.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/catch.hpp"

using namespace eigenfaces;
using Kind = TrainingError::Kind;

namespace {

/// People whose pictures have 6 features around a value of their own.
DataSet small_data_set(std::vector<std::size_t> pictures) {
    DataSet data;
    data.n_features = 6;
    for (std::size_t person = 0; person < pictures.size(); ++person) {
        data.names.push_back("Person " + std::to_string(person));
        for (std::size_t picture = 0; picture < pictures[person]; ++picture) {
            data.labels.push_back(static_cast<std::uint32_t>(person));
            data.paths.push_back(std::to_string(person) + "/" + std::to_string(picture));
            for (std::size_t f = 0; f < 6; ++f) {
                const double wave = std::sin(static_cast<double>(picture * 7 + f * 3 + person));
                data.features.push_back(
                    static_cast<float>(0.5 * static_cast<double>((person + f) % 3) + 0.1 * wave));
            }
        }
    }
    return data;
}

TrainingError error_of(const DataSet& data, const TrainingParameters& parameters = {}) {
    const auto result = train(data, parameters);
    REQUIRE_FALSE(result.has_value());
    CHECK_FALSE(result.error().message.empty());
    return result.error();
}

}  // namespace

TEST_CASE("training finds people that are apart") {
    const auto result = train(small_data_set({30, 20, 25}), {});
    REQUIRE(result);
    CHECK(result->model.summary.test_accuracy() == 1.0);
    CHECK(result->model.summary.n_components <= 6);
    CHECK(result->train_index.size() == 56);
    CHECK(result->test_index.size() == 19);
    CHECK(result->grid.size() == 30);
    REQUIRE(result->model.summary.seconds);
    CHECK(result->model.summary.seconds->total() > 0);
}

TEST_CASE("too few people or pictures are told") {
    CHECK(error_of(small_data_set({30})).kind == Kind::too_few_people);
    CHECK(error_of(small_data_set({})).kind == Kind::too_few_people);
    const TrainingError folds = error_of(small_data_set({4, 4}));
    CHECK(folds.kind == Kind::too_few_samples);
    CHECK_THAT(folds.message, ContainsSubstring("5 training pictures"));
    CHECK(error_of(small_data_set({1, 1}), {.test_size = 0.9}).kind == Kind::too_few_samples);

    // One picture of a person: it trains or it tests, and the other side has to be told or be served.
    DataSet lonely = small_data_set({40, 1});
    TrainingParameters parameters;
    for (parameters.random_state = 0;; ++parameters.random_state) {
        const auto result = train(lonely, parameters);
        REQUIRE_FALSE(result);
        CHECK(result.error().kind == Kind::too_few_samples);
        if (result.error().message.find("Person 1") != std::string::npos) break;
        CHECK_THAT(result.error().message, ContainsSubstring("fold"));
    }
}

TEST_CASE("bad features are told") {
    DataSet data = small_data_set({20, 20});
    SECTION("NaN") {
        data.features[25 * 6 + 1] = std::numeric_limits<float>::quiet_NaN();
        CHECK_THAT(error_of(data).message, ContainsSubstring("1/5"));
    }
    SECTION("infinite") {
        data.features[0] = std::numeric_limits<float>::infinity();
    }
    SECTION("too few") {
        data.features.pop_back();
    }
    SECTION("no features") {
        data.n_features = 0;
    }
    SECTION("a label without a name") {
        data.labels[3] = 2;
    }
    CHECK(error_of(data).kind == Kind::bad_features);
}

TEST_CASE("equal pictures can't train") {
    DataSet data = small_data_set({20, 20});
    std::fill(data.features.begin(), data.features.end(), 0.25F);
    CHECK(error_of(data).kind == Kind::no_variance);
}

TEST_CASE("bad parameters are told") {
    const DataSet data = small_data_set({20, 20});
    TrainingParameters parameters;
    SECTION("test_size 0") {
        parameters.test_size = 0;
    }
    SECTION("test_size 1") {
        parameters.test_size = 1;
    }
    SECTION("test_size NaN") {
        parameters.test_size = std::numeric_limits<double>::quiet_NaN();
    }
    SECTION("no components") {
        parameters.n_components = 0;
    }
    SECTION("more components than training pictures") {
        parameters.n_components = 31;
    }
    SECTION("one fold") {
        parameters.n_folds = 1;
    }
    SECTION("no C") {
        parameters.grid.C.clear();
    }
    SECTION("C 0") {
        parameters.grid.C = {0};
    }
    SECTION("gamma negative") {
        parameters.grid.gamma = {-1};
    }
    CHECK(error_of(data, parameters).kind == Kind::bad_parameter);
}

TEST_CASE("as many components as are asked for, and no more than the data allows") {
    const DataSet data = small_data_set({20, 20});
    TrainingParameters parameters;
    const auto by_default = train(data, parameters, {}, {}, 0);
    REQUIRE(by_default);
    parameters.n_components = 2;
    const auto two = train(data, parameters, {}, {}, 0);
    REQUIRE(two);
    CHECK(two->model.summary.n_components == 2);
    CHECK(by_default->model.summary.n_components > 2);
    parameters.n_components = 1000;
    CHECK_THAT(error_of(data, parameters).message,
               ContainsSubstring("n_components is 1000") && ContainsSubstring("at most 6"));
}

TEST_CASE("every stage is told in its order, and can be cancelled") {
    const DataSet data = small_data_set({30, 20, 25});
    std::vector<Stage> stages;
    double last = 0;
    REQUIRE(train(data, {.threads = 2}, [&](Stage stage, double fraction) {
        if (stages.empty() || stages.back() != stage) {
            stages.push_back(stage);
            last = 0;
        }
        CHECK(fraction >= last);
        CHECK(fraction <= 1);
        last = fraction;
    }));
    CHECK(stages ==
          std::vector<Stage>{Stage::split, Stage::pca, Stage::project, Stage::grid_search, Stage::evaluate});

    for (const Stage when : stages) {
        std::stop_source source;
        const auto result = train(
            data, {.threads = 2},
            [&](Stage stage, double) {
                if (stage == when) source.request_stop();
            },
            source.get_token());
        CAPTURE(std::string(stage_name(when)));
        REQUIRE_FALSE(result);
        CHECK(result.error().kind == Kind::cancelled);
    }
}

TEST_CASE("stages have names") {
    CHECK(stage_name(Stage::load) == "load");
    CHECK(stage_name(Stage::grid_search) == "grid_search");
    CHECK(stage_name(Stage::evaluate) == "evaluate");
}
