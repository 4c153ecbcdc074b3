/// How well faces are recognised that are not where LFW's pictures have them, with and without alignment: the
/// table of docs/faces.md.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <functional>
#include <iostream>
#include <numbers>
#include <random>

#include <CLI/CLI.hpp>

#include "model/bicubic.hpp"
#include "model/blas.hpp"
#include "model/faces/find_faces.hpp"
#include "model/faces/resample.hpp"
#include "model/parallel_for.hpp"
#include "model/predictor/model.hpp"
#include "model/training.hpp"
#include "tests/bench/photograph_folder.hpp"
#include "tests/model/picture_encoders.hpp"

namespace {

using namespace eigenfaces;
using Random = std::mt19937;

/// What happens to a photograph before it is recognised.
struct Change {
    std::string name;
    std::function<Picture(const Picture&, Random&)> make;
};

double one_of_two_signs(Random& random) {
    return random() % 2 == 0 ? 1 : -1;
}

/// The photograph moved, turned or scaled within its frame; its edges go on.
Change moved(std::string name, double pixels, double degrees, double zoom) {
    return {std::move(name), [=](const Picture& picture, Random& random) {
                const double angle = static_cast<double>(random() % 360) * std::numbers::pi / 180;
                Window window{125, 125, 250 / zoom, 250 / zoom, 0};
                window.center_x += pixels * std::cos(angle);
                window.center_y += pixels * std::sin(angle);
                window.roll = one_of_two_signs(random) * degrees * std::numbers::pi / 180;
                return sample(picture, window, {250, 250});
            }};
}

Change scaled(std::string name, double scale) {
    const auto side = static_cast<std::uint32_t>(std::lround(250 * scale));
    return {std::move(name), [=](const Picture& picture, Random&) {
                return resize_bicubic(picture, {side, side});
            }};
}

Change pasted(std::string name, PictureSize size, double least, double most, double degrees) {
    return {std::move(name), [=](const Picture& picture, Random& random) {
                const double part = static_cast<double>(random() % 1000) / 1000;
                const auto side = static_cast<std::uint32_t>(250 * (least + part * (most - least)));
                Window window{125, 125, 250, 250, 0};
                window.roll = one_of_two_signs(random) * degrees * std::numbers::pi / 180;
                Picture around = noisy_background(size, static_cast<unsigned>(random()));
                const auto left = random() % (size.width - side);
                const auto top = random() % (size.height - side);
                lay_over(around, sample(picture, window, {side, side}), left, top);
                return around;
            }};
}

std::vector<Change> all_changes() {
    return {moved("none: as it is in LFW", 0, 0, 1),
            moved("moved by 5 pixels", 5, 0, 1),
            moved("moved by 10 pixels", 10, 0, 1),
            moved("moved by 20 pixels", 20, 0, 1),
            moved("moved by 40 pixels", 40, 0, 1),
            moved("0.7 of its size in its frame", 0, 0, 0.7),
            moved("1.5 times its size in its frame", 0, 0, 1.5),
            scaled("125 x 125 pixels", 0.5),
            scaled("188 x 188 pixels", 0.752),
            scaled("500 x 500 pixels", 2),
            scaled("750 x 750 pixels", 3),
            moved("turned by 5 degrees", 0, 5, 1),
            moved("turned by 10 degrees", 0, 10, 1),
            moved("turned by 15 degrees", 0, 15, 1),
            moved("turned by 20 degrees", 0, 20, 1),
            pasted("somewhere in 640 x 480, 0.6 to 1.5 times", {640, 480}, 0.6, 1.5, 0),
            pasted("somewhere in 1600 x 1200, 1 to 3 times", {1600, 1200}, 1, 3, 0),
            pasted("the same, turned by 10 degrees", {1600, 1200}, 1, 3, 10)};
}

template <typename T, typename E>
T take(tl::expected<T, E> result, const std::string& what) {
    if (!result) throw std::runtime_error(what + ": " + result.error().message);
    return std::move(*result);
}

Model model_of(const TrainingResult& result) {
    return Model(take(ModelFile::read(write_model(result.model)), "model"));
}

/// The same people, their faces cut out where they are found. Where none is they stay as they are.
DataSet aligned(DataSet data, const std::filesystem::path& folder, const FaceDetector& detector) {
    parallel_for(data.n_samples(), thread_count(0), [&](std::size_t i, std::size_t) {
        const auto faces = find_faces(detector, read_photograph(folder / data.paths[i]), {}, Align::always);
        if (!faces) return;
        scale_sums(faces->front().sums,
                   std::span(data.features).subspan(i * data.n_features, data.n_features));
    });
    return data;
}

/// A way from a picture to a name.
struct Way {
    const char* name;
    const Model* model;
    Align align;
};

struct Score {
    std::atomic<std::size_t> right = 0;
    std::atomic<std::size_t> found = 0;
};

int run(int argc, char** argv) {
    CLI::App app{"Recognises photographs that were moved, scaled, turned or laid into larger pictures."};
    std::filesystem::path folder;
    std::string only;
    unsigned seed = 1;
    std::size_t every = 1;
    app.add_option("folder", folder, "folder of person folders")->required();
    app.add_option("--only", only, "only changes whose names hold this text");
    app.add_option("--every", every, "take only each of so many test pictures")->check(CLI::PositiveNumber);
    app.add_option("--seed", seed, "seed of the changes");
    CLI11_PARSE(app, argc, argv);

    const DataSet data = take(load_data_set(folder, {}), "data set");
    const FaceDetector detector;
    const TrainingResult result = take(train(data, {}), "training");
    const Model model = model_of(result);
    const Model aligned_model = model_of(take(train(aligned(data, folder, detector), {}), "training"));
    const std::vector<Way> ways = {{"none", &model, Align::none},
                                   {"automatic", &model, Align::automatic},
                                   {"always", &model, Align::always},
                                   {"always, and trained so", &aligned_model, Align::always}};

    std::fflush(stdout);
    std::vector<std::size_t> tested;
    for (std::size_t i = 0; i < result.test_index.size(); i += every)
        tested.push_back(result.test_index[i]);
    std::printf("| %zu test pictures | faces found |", tested.size());
    for (const Way& way : ways)
        std::printf(" %s |", way.name);
    std::printf("\n| --- | --- |");
    for (std::size_t i = 0; i < ways.size(); ++i)
        std::printf(" --- |");
    std::printf("\n");
    const auto n = static_cast<double>(tested.size());
    for (const Change& change : all_changes()) {
        if (change.name.find(only) == std::string::npos) continue;
        std::vector<Score> scores(ways.size());
        parallel_for(tested.size(), thread_count(0), [&](std::size_t i, std::size_t) {
            const std::size_t index = tested[i];
            const Picture picture =
                take(decode_picture(read_photograph(folder / data.paths[index])), data.paths[index]);
            Random random(seed + static_cast<unsigned>(index));
            const Picture changed = change.make(picture, random);
            const auto jpeg = picture_encoders::encode_jpeg(changed.samples, changed.size.width,
                                                            changed.size.height, 3, 95);
            const auto found = find_faces(detector, jpeg, {}, Align::always);
            for (std::size_t way = 0; way < ways.size(); ++way) {
                const auto faces = ways[way].align == Align::always
                                       ? found
                                       : find_faces(detector, jpeg, {}, ways[way].align);
                if (!faces) continue;
                ++scores[way].found;
                std::vector<float> features(face_features);
                scale_sums(faces->front().sums, features);
                const std::uint32_t who = ways[way].model->predict(features).class_index;
                if (who == data.labels[index]) ++scores[way].right;
            }
        });
        std::printf("| %s | %.1f %% |", change.name.c_str(), 100 * static_cast<double>(scores[2].found) / n);
        for (const Score& score : scores)
            std::printf(" %.1f %% |", 100 * static_cast<double>(score.right) / n);
        std::printf("\n");
        std::fflush(stdout);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    eigenfaces::blas::prepare();
    try {
        return run(argc, argv);
    } catch (const std::exception& failure) {
        std::cerr << "alignment-bench: " << failure.what() << "\n";
        return 1;
    }
}
