#include "model/onnx/onnx_properties.hpp"

#include <limits>
#include <openssl/evp.h>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace eigenfaces {

namespace {

using nlohmann::json;

/// Why properties are not usable.
struct Unusable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Bytes as Base64: a list of numbers would take three times as much.
std::string base64(std::span<const std::uint8_t> bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                       static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

std::vector<std::uint8_t> bytes_of(const std::string& text, std::size_t size) {
    std::vector<std::uint8_t> bytes(text.size() / 4 * 3);
    const int length = EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                       static_cast<int>(text.size()));
    // EVP_DecodeBlock counts the padding as bytes.
    if (length < 0 || static_cast<std::size_t>(length) < size || static_cast<std::size_t>(length) > size + 2)
        throw Unusable("the faces of its test are not the Base64 of " + std::to_string(size) + " bytes");
    bytes.resize(size);
    return bytes;
}

template <typename Span>
std::vector<typename Span::value_type> list(const Span& values) {
    return {values.begin(), values.end()};
}

json seconds_json(const StageSeconds& seconds) {
    return {seconds.load, seconds.split, seconds.pca, seconds.project, seconds.grid_search, seconds.evaluate};
}

StageSeconds seconds_of(const json& list) {
    return {list.at(0), list.at(1), list.at(2), list.at(3), list.at(4), list.at(5)};
}

/// Limits of what is parsed: in memory a value takes up to 70 times its text. A model has 4 values for each
/// picture of its test, 3 for each person and one for each support vector.
constexpr int deepest = 4;
constexpr std::size_t most_values = 1'000'000;

json parse(std::string_view text) {
    std::size_t values = 0;
    return json::parse(text, [&](int depth, json::parse_event_t, const json&) {
        if (depth > deepest) throw Unusable("it is nested too deep");
        if (++values > most_values)
            throw Unusable("it has more than " + std::to_string(most_values) + " values");
        return true;
    });
}

/// json would convert what is no whole number, or is too large.
template <typename Unsigned>
Unsigned whole(const json& value) {
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > std::numeric_limits<Unsigned>::max())
        throw Unusable("a whole number is none, or too large");
    return value.get<Unsigned>();
}

std::vector<std::uint32_t> whole_numbers(const json& values) {
    std::vector<std::uint32_t> numbers;
    for (const json& value : values.get_ref<const json::array_t&>())
        numbers.push_back(whole<std::uint32_t>(value));
    return numbers;
}

json preprocessing_json(const Preprocessing& steps) {
    return {{"picture", {steps.picture_width, steps.picture_height}},
            {"window", {steps.window_left, steps.window_top, steps.window_width, steps.window_height}},
            {"face", {steps.face_width, steps.face_height}},
            {"align", static_cast<std::uint32_t>(steps.align)}};
}

Preprocessing preprocessing_of(const json& steps) {
    Preprocessing made;
    made.picture_width = whole<std::uint32_t>(steps.at("picture").at(0));
    made.picture_height = whole<std::uint32_t>(steps.at("picture").at(1));
    made.window_left = whole<std::uint32_t>(steps.at("window").at(0));
    made.window_top = whole<std::uint32_t>(steps.at("window").at(1));
    made.window_width = whole<std::uint32_t>(steps.at("window").at(2));
    made.window_height = whole<std::uint32_t>(steps.at("window").at(3));
    made.face_width = whole<std::uint32_t>(steps.at("face").at(0));
    made.face_height = whole<std::uint32_t>(steps.at("face").at(1));
    made.align = static_cast<Align>(whole<std::uint32_t>(steps.at("align")));
    return made;
}

}  // namespace

std::string onnx_properties(const ModelFile& model) {
    const TrainingSummary& summary = model.summary();
    const TrainingMetadata& metadata = model.metadata();
    json properties = {{"format", 1},
                       {"preprocessing", preprocessing_json(model.preprocessing())},
                       {"names", summary.names},
                       {"explained_variance", list(model.explained_variance())},
                       {"total_variance", model.total_variance()},
                       {"svm",
                        {{"C", model.C()},
                         {"gamma", model.gamma()},
                         {"class_weight", list(model.class_weight())},
                         {"n_support", list(model.n_support())},
                         {"support", list(model.support())}}},
                       {"training",
                        {{"data_set", metadata.data_set},
                         {"data_set_digest", metadata.data_set_digest},
                         {"software_version", metadata.software_version},
                         {"trained_at", metadata.trained_at},
                         {"test_size", metadata.test_size},
                         {"random_state", metadata.random_state},
                         {"cv", metadata.n_folds},
                         {"min_faces_per_person", metadata.min_faces_per_person},
                         {"n_samples", summary.n_samples},
                         {"n_train", summary.n_train},
                         {"best_score", summary.best_score}}},
                       {"test",
                        {{"y_test", summary.y_test},
                         {"y_pred", summary.y_pred},
                         {"probability", summary.test_probability},
                         {"face_index", list(model.test_face_index())},
                         {"faces", base64(model.test_faces())}}}};
    if (summary.seconds) properties["training"]["seconds"] = seconds_json(*summary.seconds);
    if (const auto& threshold = model.unknown_threshold()) {
        properties["unknown_threshold"] = {{"probability", threshold->probability},
                                           {"known_rejected", threshold->known_rejected},
                                           {"strangers_accepted", threshold->strangers_accepted}};
    }
    return properties.dump(-1, ' ', false, json::error_handler_t::replace);
}

tl::expected<void, std::string> set_onnx_properties(std::string_view text, TrainedModel& model) {
    try {
        const json properties = parse(text);
        if (const auto format = whole<std::uint32_t>(properties.at("format")); format != 1)
            return tl::unexpected("its format is " + std::to_string(format) + "; this program reads 1");
        const json& svm = properties.at("svm");
        const json& training = properties.at("training");
        const json& test = properties.at("test");
        model.preprocessing = preprocessing_of(properties.at("preprocessing"));
        model.explained_variance = properties.at("explained_variance").get<std::vector<double>>();
        model.total_variance = properties.at("total_variance");
        model.classifier.C = svm.at("C");
        model.classifier.gamma = svm.at("gamma");
        model.classifier.class_weight = svm.at("class_weight").get<std::vector<double>>();
        model.classifier.n_support = whole_numbers(svm.at("n_support"));
        model.classifier.support = whole_numbers(svm.at("support"));
        model.metadata = {.data_set_digest = training.at("data_set_digest"),
                          .software_version = training.at("software_version"),
                          .trained_at = training.at("trained_at"),
                          .test_size = training.at("test_size"),
                          .random_state = whole<std::uint32_t>(training.at("random_state")),
                          .n_folds = whole<std::uint32_t>(training.at("cv")),
                          .data_set = training.at("data_set"),
                          .min_faces_per_person = whole<std::uint32_t>(training.at("min_faces_per_person"))};
        TrainingSummary& summary = model.summary;
        summary.n_samples = whole<std::uint64_t>(training.at("n_samples"));
        summary.n_train = whole<std::uint64_t>(training.at("n_train"));
        summary.best_C = model.classifier.C;
        summary.best_gamma = model.classifier.gamma;
        summary.best_score = training.at("best_score");
        summary.names = properties.at("names").get<std::vector<std::string>>();
        summary.y_test = whole_numbers(test.at("y_test"));
        summary.y_pred = whole_numbers(test.at("y_pred"));
        summary.test_probability = test.at("probability").get<std::vector<double>>();
        if (training.contains("seconds")) summary.seconds = seconds_of(training["seconds"]);
        model.test_faces.index = whole_numbers(test.at("face_index"));
        model.test_faces.pixels = bytes_of(test.at("faces").get_ref<const std::string&>(),
                                           model.test_faces.index.size() * model.mean.size());
        if (const auto threshold = properties.find("unknown_threshold"); threshold != properties.end()) {
            model.calibration.threshold =
                UnknownThreshold{.probability = threshold->at("probability"),
                                 .known_rejected = threshold->at("known_rejected"),
                                 .strangers_accepted = threshold->at("strangers_accepted")};
        }
        return {};
    } catch (const Unusable& problem) {
        return tl::unexpected(std::string(problem.what()));
    } catch (const json::parse_error&) {
        // The text of these quotes what was read, whatever that is.
        return tl::unexpected(std::string("it is no JSON"));
    } catch (const json::exception& problem) {
        // "[json.exception.out_of_range.403] key 'svm' not found"
        const std::string what = problem.what();
        return tl::unexpected(what.substr(what.find("] ") + 2));
    }
}

}  // namespace eigenfaces
