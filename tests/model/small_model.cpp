#include "tests/model/small_model.hpp"

#include "tests/model/random_samples.hpp"

eigenfaces::TrainedModel small_model() {
    eigenfaces::TrainedModel model;
    model.mean = random_samples::uniform(1, 12);
    model.components = random_samples::uniform(2, 4 * 12);
    model.explained_variance = {4, 2, 1, 0.25};
    const auto coefficients = random_samples::uniform(4, 2 * 6);
    model.classifier = {.C = 1000,
                        .gamma = 0.05,
                        .n_classes = 3,
                        .n_features = 4,
                        .class_weight = {0.5, 1, 2},
                        .n_support = {1, 2, 3},
                        .support = {3, 1, 4, 0, 2, 5},
                        .support_vectors = random_samples::uniform(3, 6 * 4),
                        .dual_coef = {coefficients.begin(), coefficients.end()},
                        .intercept = {0.1, -0.2, 0.05}};
    model.calibration = {.sigmoids = {{-2, 0.5}, {-1.5, 0}, {-3, -0.25}},
                         .threshold = eigenfaces::UnknownThreshold{
                             .probability = 0.625, .known_rejected = 0.25, .strangers_accepted = 0.125}};
    model.metadata = {.data_set_digest = "sha256:0123",
                      .software_version = "1.2.3",
                      .trained_at = "2026-01-02T03:04:05Z",
                      .test_size = 0.25,
                      .random_state = 42,
                      .n_folds = 5,
                      .data_set = "family",
                      .min_faces_per_person = 2};
    model.preprocessing.align = eigenfaces::Align::automatic;
    model.total_variance = 10;
    model.test_faces = {.index = {0, 2}, .pixels = {0,   1,   2,   3,   4,   5,   6, 7, 8, 9, 10, 11,
                                                    255, 254, 253, 252, 251, 250, 0, 0, 0, 0, 0,  0}};
    model.summary = {.n_samples = 10,
                     .n_features = 12,
                     .n_train = 7,
                     .n_components = 4,
                     .best_C = 1000,
                     .best_gamma = 0.05,
                     .best_score = 0.75,
                     .names = {"Ann", "Bob", "Zo\xC3\xAB"},
                     .y_test = {0, 1, 2},
                     .y_pred = {0, 1, 1},
                     .test_probability = {0.5, 0.75, 1},
                     .seconds = eigenfaces::StageSeconds{1, 2, 3, 4, 5, 6}};
    return model;
}
