#include <cstring>
#include <stdexcept>
#include <type_traits>

#include "model/crc64.hpp"
#include "model/model_file.hpp"
#include "model/model_file_format.hpp"

namespace eigenfaces {
namespace {

using namespace model_format;

class Writer {
  public:
    Writer() : bytes_(padded(table_begin + n_sections * sizeof(TableEntry))) {}

    template <typename T>
    void section(Section section, std::span<const T> values) {
        table_.push_back({section, element_of<T>(), bytes_.size(), values.size(), 0});
        const auto content = std::as_bytes(values);
        bytes_.insert(bytes_.end(), content.begin(), content.end());
        bytes_.resize(padded(bytes_.size()));
    }

    template <typename T>
    void section(Section kind, const std::vector<T>& values) {
        section(kind, std::span<const T>(values));
    }

    std::vector<std::byte> finish() {
        if (table_.size() != n_sections) throw std::logic_error("a section of the model file is missing");
        std::memcpy(bytes_.data() + table_begin, table_.data(), table_.size() * sizeof(TableEntry));
        const SectionCount count{n_sections, 0};
        std::memcpy(bytes_.data() + sizeof(Header), &count, sizeof count);
        Header header{magic, version, byte_order_mark, bytes_.size(), 0};
        std::memcpy(bytes_.data(), &header, sizeof header);
        header.checksum = crc64(bytes_);
        std::memcpy(bytes_.data(), &header, sizeof header);
        return std::move(bytes_);
    }

  private:
    std::vector<std::byte> bytes_;
    std::vector<TableEntry> table_;
};

std::vector<std::byte> pack(const std::vector<std::string>& strings) {
    std::vector<std::byte> bytes;
    for (const std::string& text : strings) {
        const std::uint32_t size = static_cast<std::uint32_t>(text.size());
        const auto prefix = std::as_bytes(std::span(&size, 1));
        const auto content = std::as_bytes(std::span(text));
        bytes.insert(bytes.end(), prefix.begin(), prefix.end());
        bytes.insert(bytes.end(), content.begin(), content.end());
    }
    return bytes;
}

/// A struct whose members are all of type T, as a list of them.
template <typename T, typename Struct>
std::vector<T> as_list(const Struct& values) {
    static_assert(std::is_trivially_copyable_v<Struct> && sizeof(Struct) % sizeof(T) == 0);
    std::vector<T> list(sizeof(Struct) / sizeof(T));
    std::memcpy(list.data(), &values, sizeof values);
    return list;
}

}  // namespace

std::vector<std::byte> write_model(const TrainedModel& model) {
    const TrainingSummary& summary = model.summary;
    const svm::Classifier& classifier = model.classifier;
    const StageSeconds seconds = summary.seconds.value_or(StageSeconds{});
    const UnknownThreshold threshold = model.calibration.threshold.value_or(UnknownThreshold{});
    std::vector<std::string> strings = {model.metadata.data_set_digest, model.metadata.software_version,
                                        model.metadata.trained_at};
    strings.insert(strings.end(), summary.names.begin(), summary.names.end());
    strings.push_back(model.metadata.data_set);

    Writer writer;
    writer.section(Section::counts, as_list<std::uint64_t>(
                                        Counts{.n_samples = summary.n_samples,
                                               .n_features = summary.n_features,
                                               .n_train = summary.n_train,
                                               .n_components = summary.n_components,
                                               .n_classes = summary.names.size(),
                                               .n_support_vectors = classifier.support.size(),
                                               .random_state = model.metadata.random_state,
                                               .n_folds = model.metadata.n_folds,
                                               .has_seconds = summary.seconds ? 1U : 0U,
                                               .has_threshold = model.calibration.threshold ? 1U : 0U,
                                               .min_faces_per_person = model.metadata.min_faces_per_person}));
    writer.section(Section::numbers,
                   as_list<double>(Numbers{.C = classifier.C,
                                           .gamma = classifier.gamma,
                                           .best_score = summary.best_score,
                                           .test_size = model.metadata.test_size,
                                           .load_seconds = seconds.load,
                                           .split_seconds = seconds.split,
                                           .pca_seconds = seconds.pca,
                                           .project_seconds = seconds.project,
                                           .grid_search_seconds = seconds.grid_search,
                                           .evaluate_seconds = seconds.evaluate,
                                           .unknown_threshold = threshold.probability,
                                           .known_rejected = threshold.known_rejected,
                                           .strangers_accepted = threshold.strangers_accepted,
                                           .total_variance = model.total_variance}));
    writer.section(Section::strings, pack(strings));
    writer.section(Section::preprocessing, as_list<std::uint32_t>(model.preprocessing));
    writer.section(Section::mean, model.mean);
    writer.section(Section::components, model.components);
    writer.section(Section::explained_variance, model.explained_variance);
    writer.section(Section::class_weight, classifier.class_weight);
    writer.section(Section::n_support, classifier.n_support);
    writer.section(Section::support, classifier.support);
    writer.section(Section::support_vectors, classifier.support_vectors);
    writer.section(Section::dual_coef, classifier.dual_coef);
    writer.section(Section::intercept, classifier.intercept);
    writer.section(Section::y_test, summary.y_test);
    writer.section(Section::y_pred, summary.y_pred);
    std::vector<double> sigmoids;
    for (const svm::Sigmoid& sigmoid : model.calibration.sigmoids)
        sigmoids.insert(sigmoids.end(), {sigmoid.a, sigmoid.b});
    writer.section(Section::sigmoids, sigmoids);
    writer.section(Section::test_probability, summary.test_probability);
    writer.section(Section::test_face_index, model.test_faces.index);
    writer.section(Section::test_faces, model.test_faces.pixels);
    return writer.finish();
}

}  // namespace eigenfaces
