#include <fstream>
#include <iostream>
#include <iterator>
#include <span>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "model/blas.hpp"
#include "model/features.hpp"
#include "model/predictor/model.hpp"

namespace {

using namespace eigenfaces;

/// Nothing where the file can't be read, or is empty.
std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// What is said of one picture.
struct Answer {
    std::string name;
    double probability = 0;
    bool known = true;
    std::vector<double> probabilities;
};

Answer answer_of(const Model& model, std::span<const float> features) {
    const Prediction prediction = model.predict(features);
    Answer answer;
    answer.name = model.name(prediction.class_index);
    answer.probabilities = model.probabilities(prediction);
    answer.probability = answer.probabilities[prediction.class_index];
    const auto& threshold = model.file().unknown_threshold();
    answer.known = !threshold || answer.probability >= threshold->probability;
    return answer;
}

nlohmann::json to_json(const Model& model, const std::filesystem::path& image, const Answer& answer) {
    nlohmann::json probabilities;
    for (std::size_t c = 0; c < answer.probabilities.size(); ++c)
        probabilities[model.names()[c]] = answer.probabilities[c];
    return {{"image", image.string()},
            {"name", answer.name},
            {"probability", answer.probability},
            {"known", answer.known},
            {"probabilities", probabilities}};
}

int run(int argc, char** argv) {
    CLI::App app("Says who is in each picture, one line for each.");
    bool may_be_unknown = false;
    bool as_json = false;
    std::filesystem::path model_path;
    std::vector<std::filesystem::path> pictures;
    app.add_option("MODEL", model_path, "A model file of eigenfaces-train or of the server")->required();
    app.add_option("IMAGE", pictures, "JPEG or PNG pictures")->required();
    app.add_flag("--unknown", may_be_unknown,
                 "Say \"unknown\" where the name is less probable than the model's threshold");
    app.add_flag("--json", as_json, "Print a JSON object for each picture, with all probabilities");
    CLI11_PARSE(app, argc, argv);

    auto file = ModelFile::map(model_path);
    if (!file) {
        std::cerr << "eigenfaces-predict: " << model_path.string() << ": " << file.error().message << "\n";
        return 1;
    }
    const Model model(std::move(*file));
    int status = 0;
    for (const std::filesystem::path& path : pictures) {
        const std::string bytes = read_file(path);
        if (bytes.empty()) {
            std::cerr << "eigenfaces-predict: can't read " << path.string() << ", or it is empty\n";
            status = 1;
            continue;
        }
        const auto features = face_features_of(std::as_bytes(std::span(bytes)));
        if (!features) {
            std::cerr << "eigenfaces-predict: " << path.string() << ": " << features.error().message << "\n";
            status = 1;
            continue;
        }
        Answer answer = answer_of(model, *features);
        if (may_be_unknown && !answer.known) answer.name = "unknown";
        if (as_json) {
            std::cout << to_json(model, path, answer).dump() << "\n";
        } else {
            std::cout << answer.name << "\n";
        }
    }
    return status;
}

}  // namespace

int main(int argc, char** argv) {
    eigenfaces::blas::prepare();
    try {
        return run(argc, argv);
    } catch (const std::exception& failure) {
        std::cerr << "eigenfaces-predict: " << failure.what() << "\n";
        return 1;
    }
}
