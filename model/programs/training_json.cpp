#include "model/programs/training_json.hpp"

#include <numeric>

#include <nlohmann/json.hpp>

namespace eigenfaces {

nlohmann::json training_json(const TrainingResult& result) {
    const TrainedModel& model = result.model;
    const TrainingSummary& summary = model.summary;
    const StageSeconds seconds = summary.seconds.value_or(StageSeconds{});
    nlohmann::json grid = nlohmann::json::array();
    for (const GridPoint& point : result.grid)
        grid.push_back({point.C, point.gamma, point.mean_score});
    nlohmann::json unknown;
    if (const auto& threshold = model.calibration.threshold) {
        unknown = {{"min_probability", threshold->probability},
                   {"known_rejected", threshold->known_rejected},
                   {"strangers_accepted", threshold->strangers_accepted}};
    }
    return {{"n_samples", summary.n_samples},
            {"n_features", summary.n_features},
            {"names", summary.names},
            {"solver", "full"},
            {"n_components", summary.n_components},
            {"order", result.order},
            {"train_index", result.train_index},
            {"test_index", result.test_index},
            {"explained_variance", model.explained_variance},
            {"mean_face_sum", std::accumulate(model.mean.begin(), model.mean.end(), 0.0)},
            {"cv_mean_test_score", grid},
            {"best_params", {{"C", summary.best_C}, {"gamma", summary.best_gamma}}},
            {"best_score", summary.best_score},
            {"y_test", summary.y_test},
            {"y_pred", summary.y_pred},
            {"test_accuracy", summary.test_accuracy()},
            {"n_support", model.classifier.n_support},
            {"unknown", unknown},
            {"seconds",
             {{"load", seconds.load},
              {"pca", seconds.pca + seconds.project},
              {"grid_search", seconds.grid_search},
              {"predict", seconds.evaluate}}}};
}

}  // namespace eigenfaces
