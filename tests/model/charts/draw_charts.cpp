// draw_charts MODEL FOLDER: writes the pictures of a model file into a folder, to be looked at.
#include <cstdio>
#include <fstream>
#include <string>

#include "model/charts/charts.hpp"

int main(int argc, char** argv) {
    using namespace eigenfaces;
    if (argc != 3) {
        std::fputs("usage: draw_charts MODEL FOLDER\n", stderr);
        return 2;
    }
    const auto model = ModelFile::map(argv[1]);
    if (!model) {
        std::fprintf(stderr, "%s\n", model.error().message.c_str());
        return 1;
    }
    const auto write = [&](const char* name, const charts::Chart& chart) {
        if (!chart) {
            std::printf("%s: %s\n", name, chart.error().message.c_str());
            return;
        }
        std::ofstream file(std::string(argv[2]) + '/' + name, std::ios::binary);
        file << *chart;
        std::printf("%s: %zu bytes\n", name, chart->size());
    };
    write("mean.png", charts::draw_mean_face(*model));
    write("eigenfaces.png", charts::draw_eigenfaces(*model));
    write("predictions.png", charts::draw_predictions(*model));
    write("mistakes.png", charts::draw_predictions(*model, 24, {.mistakes = true}));
    write("rebuilt.png", charts::draw_rebuilt_face(*model, 0, 40));
    write("confusion.png", charts::draw_confusion(*model));
    write("variance.png", charts::draw_variance(*model));
    write("reliability.png", charts::draw_reliability(*model));
    return 0;
}
