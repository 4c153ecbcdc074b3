/// How many faces the detectors find in photographs whose faces are known to be in the middle, how exactly,
/// and in what time: tables for people. docs/decisions/011-dlib-finds-the-faces.md has their result, and with
/// --calibrate the constants of model/faces/align.cpp are printed.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <optional>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "model/bicubic.hpp"
#include "model/faces/align.hpp"
#include "tests/bench/opencv_cascade.hpp"
#include "tests/bench/photograph_folder.hpp"

namespace {

using namespace eigenfaces;
using Find = std::function<std::vector<FaceBox>(const Picture&)>;
using Clock = std::chrono::steady_clock;

constexpr double middle_x = 125;
constexpr double middle_y = 132.5;

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Megabytes of this process that are in memory.
double resident_megabytes() {
    std::ifstream statm("/proc/self/statm");
    double total = 0;
    double resident = 0;
    statm >> total >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

std::optional<FaceBox> face_in_the_middle(const std::vector<FaceBox>& boxes) {
    for (const FaceBox& box : boxes) {
        const double x = middle_x - box.left;
        const double y = middle_y - box.top;
        if (x > 0 && y > 0 && x < box.width && y < box.height) return box;
    }
    return std::nullopt;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values.at(values.size() / 2);
}

double deviation(const std::vector<double>& values) {
    double sum = 0;
    double squares = 0;
    for (const double value : values) {
        sum += value;
        squares += value * value;
    }
    const auto n = static_cast<double>(values.size());
    return std::sqrt(squares / n - sum * sum / n / n);
}

struct Found {
    std::vector<FaceBox> middle;  ///< of the pictures whose face in the middle was found
    std::size_t others = 0;       ///< faces elsewhere
};

Found compare(const char* name, const std::vector<Picture>& pictures, const Picture& large,
              const Find& find) {
    Found found;
    const auto begin = Clock::now();
    for (const Picture& picture : pictures) {
        const std::vector<FaceBox> boxes = find(picture);
        const auto face = face_in_the_middle(boxes);
        if (face) found.middle.push_back(*face);
        found.others += boxes.size() - (face ? 1 : 0);
    }
    const double each = seconds_since(begin) / static_cast<double>(pictures.size());
    const auto begin_large = Clock::now();
    const std::size_t in_large = find(large).size();
    std::printf("| %s | %zu of %zu | %zu | %.1f | %.0f (%zu) |\n", name, found.middle.size(), pictures.size(),
                found.others, 1e3 * each, 1e3 * seconds_since(begin_large), in_large);
    std::fflush(stdout);
    return found;
}

/// By least squares: y = first + second * x.
std::pair<double, double> line(const std::vector<double>& x, const std::vector<double>& y) {
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double sxy = 0;
    const auto n = static_cast<double>(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        sx += x[i];
        sy += y[i];
        sxx += x[i] * x[i];
        sxy += x[i] * y[i];
    }
    const double slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
    return {(sy - slope * sx) / n, slope};
}

void calibrate(const std::vector<FaceBox>& boxes) {
    std::vector<double> width;
    std::vector<double> right;
    std::vector<double> turn;
    std::vector<double> down;
    std::vector<double> roll;
    for (const FaceBox& box : boxes) {
        width.push_back(94 / box.width);
        right.push_back((middle_x - box.left) / box.width - 0.5);
        turn.push_back(box.turn);
        roll.push_back(box.roll);
        down.push_back((middle_y - box.top) / box.height - 0.5);
    }
    const auto [straight, of_turn] = line(turn, right);
    std::vector<double> rest;
    for (std::size_t i = 0; i < right.size(); ++i)
        rest.push_back(right[i] - of_turn * turn[i]);
    std::printf("\nBoxToWindow, from %zu boxes:\n", boxes.size());
    std::printf("  width         %7.4f   deviation %.4f\n", median(width), deviation(width));
    std::printf("  right         %7.4f   deviation %.4f without turn, %.4f with\n", median(rest),
                deviation(right), deviation(rest));
    std::printf("  right_of_turn %7.4f\n", of_turn);
    std::printf("  down          %7.4f   deviation %.4f\n", median(down), deviation(down));
    std::printf("  roll          %7.4f   deviation %.4f radians\n", median(roll), deviation(roll));
    std::size_t where_lfw_has_it = 0;
    for (const FaceBox& box : boxes)
        where_lfw_has_it += is_lfw_window(face_window_of(box)) ? 1U : 0U;
    std::printf("is_lfw_window() holds for %zu of them, with the constants as they are\n", where_lfw_has_it);
}

int run(int argc, char** argv) {
    CLI::App app{"Compares face detectors on photographs of 250 x 250 pixels."};
    std::filesystem::path folder;
    std::size_t every = 1;
    bool only_calibrate = false;
    app.add_option("folder", folder, "folder of person folders")->required();
    app.add_option("--every", every, "take only each of so many pictures")->check(CLI::PositiveNumber);
    app.add_flag("--calibrate", only_calibrate,
                 "print the constants that lead from boxes to windows, and no more");
    CLI11_PARSE(app, argc, argv);

    const double before = resident_megabytes();
    const auto begin = Clock::now();
    const FaceDetector detector;
    std::printf("making a detector: %.0f ms, %.1f MB\n\n", 1e3 * seconds_since(begin),
                resident_megabytes() - before);

    std::vector<Picture> pictures;
    const auto files = photographs_in(folder);
    for (std::size_t i = 0; i < files.size(); i += every) {
        const auto picture = decode_picture(read_photograph(files[i]));
        if (!picture) throw std::runtime_error(files[i].string() + ": " + picture.error().message);
        pictures.push_back(*picture);
    }
    Picture large = noisy_background({4000, 3000}, 1);
    lay_over(large, resize_bicubic(pictures.front(), {1500, 1500}), 1000, 700);

    std::printf(
        "| detector | face in the middle found | others | ms per picture | ms for 12 megapixels (faces) |\n");
    std::printf("| --- | --- | --- | --- | --- |\n");
    const Found ours = compare("dlib, defaults", pictures, large,
                               [&](const Picture& picture) { return detector.find(picture); });
    calibrate(ours.middle);
    if (only_calibrate) return 0;
    std::printf("\n");
    const auto with = [&](const char* name, const DetectorSettings& settings) {
        const FaceDetector other(settings);
        return compare(name, pictures, large, [&](const Picture& picture) { return other.find(picture); });
    };
    calibrate(with("dlib, one look", {.find_roll = false}).middle);
    calibrate(with("dlib, one look, not enlarged", {.min_pixels = 0, .find_roll = false}).middle);
    for (const char* name : {"haarcascade_frontalface_default.xml", "haarcascade_frontalface_alt2.xml"}) {
        auto cascade = OpenCvCascade::load(name);
        if (!cascade) {
            std::printf("(built without OpenCV: GASWORKS_BENCH_OPENCV)\n");
            break;
        }
        calibrate(compare(name, pictures, large, [&](const Picture& picture) {
                      return cascade->find(picture);
                  }).middle);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& failure) {
        std::cerr << "detectors-bench: " << failure.what() << "\n";
        return 1;
    }
}
