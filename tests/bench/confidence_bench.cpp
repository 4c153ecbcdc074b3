/// How good probabilities and the threshold of unknown people are, on people held out: the tables of
/// docs/confidence.md.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <numeric>

#include <CLI/CLI.hpp>

#include "model/blas.hpp"
#include "model/predictor/model.hpp"
#include "model/training.hpp"
#include "tests/model/people.hpp"

namespace {

using namespace eigenfaces;

/// What a model said of one picture.
struct Said {
    bool right = false;
    double probability = 0;  ///< of the name that it gave
    double largest = 0;      ///< of any name
};

struct Trained {
    Model model;
    std::vector<std::size_t> test_index;
};

Trained train_on(const DataSet& people, std::uint32_t random_state) {
    TrainingParameters parameters;
    parameters.random_state = random_state;
    const auto result = train(people, parameters, {}, {}, 0);
    if (!result) throw std::runtime_error(result.error().message);
    auto file = ModelFile::read(write_model(result->model));
    if (!file) throw std::runtime_error(file.error().message);
    return {Model(*file), result->test_index};
}

std::vector<Said> ask(const Model& model, const DataSet& data, const std::vector<std::size_t>& pictures) {
    std::vector<Said> said;
    for (const std::size_t index : pictures) {
        const auto face = std::span(data.features).subspan(index * data.n_features, data.n_features);
        const Prediction prediction = model.predict(face);
        const std::vector<double> p = model.probabilities(prediction);
        said.push_back({model.name(prediction.class_index) == data.names[data.labels[index]],
                        p[prediction.class_index], *std::max_element(p.begin(), p.end())});
    }
    return said;
}

std::vector<std::size_t> all_pictures(const DataSet& data) {
    std::vector<std::size_t> indices(data.n_samples());
    std::iota(indices.begin(), indices.end(), std::size_t{0});
    return indices;
}

void print_reliability(const std::vector<Said>& said) {
    std::printf("said             pictures   mean said   right\n");
    double error = 0;
    double squares = 0;
    for (int bin = 0; bin < 10; ++bin) {
        double sum = 0;
        double right = 0;
        double count = 0;
        for (const Said& one : said) {
            if (std::min(static_cast<int>(one.probability * 10), 9) != bin) continue;
            sum += one.probability;
            right += one.right ? 1 : 0;
            ++count;
        }
        if (count == 0) continue;
        std::printf("%.1f to %.1f %14.0f %10.1f %% %6.1f %%\n", bin / 10.0, (bin + 1) / 10.0, count,
                    100 * sum / count, 100 * right / count);
        error += std::abs(sum - right);
    }
    for (const Said& one : said)
        squares += (one.probability - (one.right ? 1 : 0)) * (one.probability - (one.right ? 1 : 0));
    const auto n = static_cast<double>(said.size());
    std::printf("expected calibration error %.3f, Brier score %.3f\n", error / n, squares / n);
}

/// The chance that a known person's picture scores above a stranger's.
double area_under_curve(const std::vector<Said>& known, const std::vector<Said>& strangers) {
    double wins = 0;
    for (const Said& k : known) {
        for (const Said& s : strangers)
            wins += k.largest > s.largest ? 1 : k.largest == s.largest ? 0.5 : 0;
    }
    return wins / static_cast<double>(known.size()) / static_cast<double>(strangers.size());
}

double part_below(const std::vector<Said>& said, double limit) {
    const auto below =
        std::count_if(said.begin(), said.end(), [&](const Said& one) { return one.probability < limit; });
    return static_cast<double>(below) / static_cast<double>(said.size());
}

struct Row {
    double auc = 0;
    double threshold = 0;
    double promised_rejected = 0;
    double rejected = 0;
    double promised_accepted = 0;
    double accepted = 0;
    double right_before = 0;  ///< of the known people's pictures
    double right_after = 0;   ///< of those that pass

    std::array<double, 8> values() const {
        return {auc,      threshold,    promised_rejected, rejected, promised_accepted,
                accepted, right_before, right_after};
    }
};

Row strangers_row(const DataSet& data, std::uint32_t a, std::uint32_t b) {
    std::vector<std::uint32_t> others;
    for (std::uint32_t person = 0; person < data.names.size(); ++person) {
        if (person != a && person != b) others.push_back(person);
    }
    const DataSet people = people_of(data, others);
    const DataSet away = people_of(data, std::array{a, b});
    const Trained trained = train_on(people, 42);
    const auto& threshold = trained.model.file().unknown_threshold();
    if (!threshold) throw std::runtime_error("the model has no threshold: 5 people or more are needed");
    const std::vector<Said> known = ask(trained.model, people, trained.test_index);
    const std::vector<Said> strangers = ask(trained.model, away, all_pictures(away));
    const auto right = [&](double limit) {
        double passed = 0;
        double good = 0;
        for (const Said& one : known) {
            if (one.probability < limit) continue;
            ++passed;
            good += one.right ? 1 : 0;
        }
        return good / passed;
    };
    return {area_under_curve(known, strangers),
            threshold->probability,
            threshold->known_rejected,
            part_below(known, threshold->probability),
            threshold->strangers_accepted,
            1 - part_below(strangers, threshold->probability),
            right(0),
            right(threshold->probability)};
}

void print_strangers(const DataSet& data) {
    std::printf("%-45s %5s %9s %21s %21s %15s\n", "strangers", "AUC", "threshold", "known rejected",
                "strangers accepted", "names right");
    std::printf("%-45s %5s %9s %10s %10s %10s %10s %7s %7s\n", "", "", "", "promised", "measured", "promised",
                "measured", "all", "passed");
    std::vector<Row> rows;
    const auto print = [](const std::string& name, const std::array<double, 8>& v) {
        std::printf("%-45s %5.3f %9.3f %9.1f%% %9.1f%% %9.1f%% %9.1f%% %6.1f%% %6.1f%%\n", name.c_str(), v[0],
                    v[1], 100 * v[2], 100 * v[3], 100 * v[4], 100 * v[5], 100 * v[6], 100 * v[7]);
    };
    for (std::uint32_t a = 0; a < data.names.size(); ++a) {
        for (std::uint32_t b = a + 1; b < data.names.size(); ++b) {
            rows.push_back(strangers_row(data, a, b));
            print(data.names[a] + ", " + data.names[b], rows.back().values());
        }
    }
    std::array<double, 8> mean{};
    for (const Row& row : rows) {
        for (std::size_t i = 0; i < mean.size(); ++i)
            mean[i] += row.values()[i] / static_cast<double>(rows.size());
    }
    print("mean", mean);
}

int run(int argc, char** argv) {
    CLI::App app("Measures probabilities on pictures held out, and unknown people on people held out.");
    std::filesystem::path folder;
    DataSetOptions options;
    app.add_option("DATA", folder, "Folder with one folder of JPEG or PNG pictures per person")->required();
    app.add_option("--min-faces", options.min_faces_per_person, "Leave out people with fewer pictures")
        ->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    const auto data = load_data_set(folder, options);
    if (!data) throw std::runtime_error(data.error().message);

    constexpr std::uint32_t splits = 5;
    std::printf("Pictures held out, the reference's split (random_state 42)\n\n");
    std::vector<Said> said;
    for (std::uint32_t split = 0; split < splits; ++split) {
        const Trained trained = train_on(*data, 42 + split);
        const std::vector<Said> more = ask(trained.model, *data, trained.test_index);
        if (split == 0) print_reliability(more);
        said.insert(said.end(), more.begin(), more.end());
    }
    std::printf("\nThe same over %u splits (random_state 42 to %u)\n\n", splits, 42 + splits - 1);
    print_reliability(said);
    std::printf("\nPeople held out: trained on the others, asked about two whom the model has not seen\n\n");
    print_strangers(*data);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    eigenfaces::blas::prepare();
    try {
        return run(argc, argv);
    } catch (const std::exception& failure) {
        std::cerr << "confidence-bench: " << failure.what() << "\n";
        return 1;
    }
}
