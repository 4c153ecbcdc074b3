#include <fstream>
#include <iostream>
#include <iterator>
#include <span>

#include <CLI/CLI.hpp>

#include "model/features.hpp"
#include "model/predictor/model.hpp"

namespace {

using namespace eigenfaces;

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (!file.good() && !file.eof()) throw std::runtime_error("can't read " + path.string());
    if (bytes.empty()) throw std::runtime_error("can't read " + path.string() + ", or it is empty");
    return bytes;
}

int run(int argc, char** argv) {
    CLI::App app("Says who is in each picture, one name per line.");
    std::filesystem::path model_path;
    std::vector<std::filesystem::path> pictures;
    app.add_option("MODEL", model_path, "A model file of eigenfaces-train or of the server")->required();
    app.add_option("IMAGE", pictures, "JPEG or PNG pictures")->required();
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
        const auto features = face_features_of(std::as_bytes(std::span(bytes)));
        if (!features) {
            std::cerr << "eigenfaces-predict: " << path.string() << ": " << features.error().message << "\n";
            status = 1;
            continue;
        }
        std::cout << model.name(model.predict(*features).class_index) << "\n";
    }
    return status;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& failure) {
        std::cerr << "eigenfaces-predict: " << failure.what() << "\n";
        return 1;
    }
}
