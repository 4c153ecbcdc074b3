// test_faces MODEL FACES EXPECTED: the held-out faces that a model file keeps, as floats, and as JSON what
// the model says of them, and by how much it differs from itself: a face at a time it adds in another order
// than many at once.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <span>

#include <nlohmann/json.hpp>

#include "model/predictor/model.hpp"

namespace {

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        largest = std::max(largest, std::abs(a[i] - b.at(i)));
    return largest;
}

}  // namespace

int main(int argc, char** argv) {
    using namespace eigenfaces;
    if (argc != 4) {
        std::cerr << "usage: test_faces MODEL FACES EXPECTED\n";
        return 2;
    }
    auto file = ModelFile::map(argv[1]);
    if (!file) {
        std::cerr << file.error().message << "\n";
        return 1;
    }
    std::vector<float> features;
    for (const std::uint8_t grey : file->test_faces())
        features.push_back(static_cast<float>(grey) / 255.0F);
    const Model model(*std::move(file));
    nlohmann::json expected = {{"n_features", model.n_features()}, {"names", model.names()}};
    double own_decisions = 0;
    double own_probabilities = 0;
    std::size_t face = 0;
    for (const Prediction& prediction : model.predict_batch(features)) {
        const Prediction alone =
            model.predict(std::span(features).subspan(model.n_features() * face++, model.n_features()));
        own_decisions =
            std::max(own_decisions, largest_difference(alone.decision_values, prediction.decision_values));
        own_probabilities = std::max(own_probabilities, largest_difference(model.probabilities(alone),
                                                                           model.probabilities(prediction)));
        expected["labels"].push_back(prediction.class_index);
        expected["votes"].push_back(prediction.votes);
        expected["decision_values"].push_back(prediction.decision_values);
        expected["probabilities"].push_back(model.probabilities(prediction));
    }
    expected["own_difference"] = {{"decision_values", own_decisions}, {"probabilities", own_probabilities}};
    const auto bytes = std::as_bytes(std::span(features));
    std::ofstream(argv[2], std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    std::ofstream(argv[3]) << expected.dump();
    return 0;
}
