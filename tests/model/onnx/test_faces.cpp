// test_faces MODEL FACES EXPECTED: the held-out faces that a model file keeps, as floats, and as JSON what
// the model says of them.
#include <fstream>
#include <iostream>
#include <span>

#include <nlohmann/json.hpp>

#include "model/predictor/model.hpp"

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
    for (const Prediction& prediction : model.predict_batch(features)) {
        expected["labels"].push_back(prediction.class_index);
        expected["votes"].push_back(prediction.votes);
        expected["decision_values"].push_back(prediction.decision_values);
        expected["probabilities"].push_back(model.probabilities(prediction));
    }
    const auto bytes = std::as_bytes(std::span(features));
    std::ofstream(argv[2], std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    std::ofstream(argv[3]) << expected.dump();
    return 0;
}
