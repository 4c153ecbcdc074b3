#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>
#include <memory>
#include <numeric>
#include <stdexcept>

#include "model/crc64.hpp"
#include "model/finite.hpp"
#include "model/mapped_file.hpp"
#include "model/model_file.hpp"
#include "model/model_file_format.hpp"
#include "model/utf8.hpp"

namespace eigenfaces {
namespace {

using namespace model_format;
using Kind = ModelFileError::Kind;

/// Thrown and caught inside of this file.
struct Damage : std::runtime_error {
    using std::runtime_error::runtime_error;
};

void require(bool condition, const char* what) {
    if (!condition) throw Damage(what);
}

tl::unexpected<ModelFileError> error(Kind kind, std::string message) {
    return tl::unexpected(ModelFileError{kind, std::move(message)});
}

template <typename Struct>
Struct copy_from(std::span<const std::byte> bytes, std::size_t offset) {
    Struct value;
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

bool all_zero(std::span<const std::byte> bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](std::byte byte) { return byte == std::byte{0}; });
}

std::uint64_t checksum_of(std::span<const std::byte> bytes) {
    Header header = copy_from<Header>(bytes, 0);
    header.checksum = 0;
    return crc64(bytes.subspan(sizeof header), crc64(std::as_bytes(std::span(&header, 1))));
}

/// Sections of a file whose checksum is right. Every access is checked all the same: a checksum is no
/// signature.
class Sections {
  public:
    Sections(std::span<const std::byte> bytes, std::size_t n_sections) : bytes_(bytes) {
        const std::size_t table_end = table_begin + n_sections * sizeof(TableEntry);
        require(bytes.size() >= table_end, "the table of sections is cut off");
        const auto count = copy_from<SectionCount>(bytes, sizeof(Header));
        require(count.sections == n_sections && count.zero == 0, "the number of sections is wrong");
        std::size_t expected = padded(table_end);
        for (std::size_t i = 0; i < n_sections; ++i) {
            const auto entry = copy_from<TableEntry>(bytes, table_begin + i * sizeof(TableEntry));
            require(static_cast<std::size_t>(entry.section) == i + 1, "a section is missing");
            const std::size_t size = element_size(entry.element);
            require(size != 0 && entry.zero == 0, "a section has an unknown type");
            require(entry.offset == expected, "a section is not where it belongs");
            require(entry.count <= (bytes.size() - expected) / size, "a section is cut off");
            const std::size_t end = expected + static_cast<std::size_t>(entry.count) * size;
            expected = padded(end);
            require(expected <= bytes.size() && all_zero(bytes.subspan(end, expected - end)),
                    "a section is cut off");
            entries_[i] = entry;
        }
        require(expected == bytes.size(), "there is something after the last section");
    }

    /// The elements of a section; any number of them if `count` is not given. Counts are products, which a
    /// size of 32 bits does not hold.
    template <typename T>
    std::span<const T> get(Section section, std::uint64_t count) const {
        const auto all = get<T>(section);
        require(all.size() == count, "a section has the wrong size");
        return all;
    }

    /// Empty where the file is of a version without it.
    template <typename T>
    std::span<const T> get(Section section) const {
        const TableEntry& entry = entries_[static_cast<std::size_t>(section) - 1];
        if (entry.element == Element{}) return {};
        require(entry.element == element_of<T>(), "a section has the wrong type");
        // Written by our writer from objects of type T, and aligned to 64 bytes.
        return {reinterpret_cast<const T*>(bytes_.data() + entry.offset),
                static_cast<std::size_t>(entry.count)};
    }

    /// A section that the first `count` members of a struct were written to; the others are as they are made.
    template <typename Struct>
    Struct get_struct(Section section, Element element, std::size_t count) const {
        const TableEntry& entry = entries_[static_cast<std::size_t>(section) - 1];
        require(entry.element == element && entry.count == count, "a section has the wrong size");
        Struct value;
        std::memcpy(&value, bytes_.data() + entry.offset, count * element_size(element));
        return value;
    }

  private:
    std::span<const std::byte> bytes_;
    std::array<TableEntry, n_sections> entries_{};
};

std::vector<std::string> unpack_strings(std::span<const std::byte> bytes) {
    std::vector<std::string> strings;
    while (!bytes.empty()) {
        require(bytes.size() >= 4, "a text is cut off");
        const std::size_t size = copy_from<std::uint32_t>(bytes, 0);
        bytes = bytes.subspan(4);
        require(bytes.size() >= size, "a text is cut off");
        strings.emplace_back(size, '\0');
        std::memcpy(strings.back().data(), bytes.data(), size);
        bytes = bytes.subspan(size);
    }
    return strings;
}

bool all_below(std::span<const std::uint32_t> values, std::uint64_t limit) {
    return std::all_of(values.begin(), values.end(), [&](std::uint32_t value) { return value < limit; });
}

template <typename T>
bool all_within(std::span<const T> values, double least, double most) {
    return std::all_of(values.begin(), values.end(), [&](T value) {
        const double number = static_cast<double>(value);
        return number >= least && number <= most;
    });
}

/// Those of faces are from 0 to 1.
constexpr double largest_feature = 1e3;
/// No training comes near it, and no product or sum of such numbers leaves the range of a float.
constexpr double largest_coordinate = 1e12;
/// The same for coefficients, which are multiplied as doubles.
constexpr double largest_coefficient = 1e100;
/// Components of less variance than this are rounding, and dividing by its root would leave the range.
constexpr double least_variance = 1e-20;

}  // namespace

tl::expected<ModelFile, ModelFileError> ModelFile::parse(std::shared_ptr<const std::byte> shared,
                                                         std::size_t size) {
    const std::span<const std::byte> bytes(shared.get(), size);
    if (size < magic.size() || std::memcmp(bytes.data(), magic.data(), magic.size()) != 0) {
        return error(Kind::not_a_model, "not an eigenfaces model file");
    }
    if (size < table_begin) return error(Kind::damaged, "damaged model file: it is cut off");
    const auto header = copy_from<Header>(bytes, 0);
    if (header.file_size != size) {
        return error(Kind::damaged, "damaged model file: it has " + std::to_string(size) +
                                        " bytes instead of " + std::to_string(header.file_size));
    }
    if (header.checksum != checksum_of(bytes)) {
        return error(Kind::damaged, "damaged model file: its checksum is wrong");
    }
    const auto read_versions = "the model file has format version " + std::to_string(header.version) +
                               "; this program reads versions " + std::to_string(oldest_version) + " to " +
                               std::to_string(version);
    if (header.version > version) return error(Kind::newer_version, read_versions);
    if (header.version < oldest_version) return error(Kind::older_version, read_versions + ": train again");
    try {
        require(header.byte_order_mark == byte_order_mark, "its byte order is unknown");
        ModelFile file;
        file.read_sections(bytes, header.version);
        file.bytes_ = std::move(shared);
        file.format_version_ = header.version;
        return file;
    } catch (const Damage& damage) {
        return error(Kind::damaged, std::string("damaged model file: ") + damage.what());
    }
}

void ModelFile::read_sections(std::span<const std::byte> bytes, std::uint32_t file_version) {
    require(all_zero(bytes.subspan(sizeof(Header) + sizeof(SectionCount),
                                   table_begin - sizeof(Header) - sizeof(SectionCount))),
            "its header is not padded with zeros");
    const Sections sections(bytes, sections_of(file_version));
    const bool v2 = file_version == 2;
    const auto counts = sections.get_struct<Counts>(
        Section::counts, Element::u64, v2 ? counts_of_version_2 : sizeof(Counts) / sizeof(std::uint64_t));
    const auto numbers = sections.get_struct<Numbers>(
        Section::numbers, Element::f64, v2 ? numbers_of_version_2 : sizeof(Numbers) / sizeof(double));
    // No section has more elements than the file has bytes, which keeps the products below from overflowing.
    for (const std::uint64_t count :
         {counts.n_features, counts.n_components, counts.n_classes, counts.n_support_vectors}) {
        require(count > 0 && count <= bytes.size() && count < (1ULL << 31), "a count is out of range");
    }
    require(counts.n_classes >= 2, "there are fewer than 2 classes");
    require(counts.has_seconds <= 1 && counts.has_threshold <= 1, "a flag is out of range");
    require(counts.random_state <= 0xFFFF'FFFFU && counts.n_folds <= 0xFFFF'FFFFU &&
                counts.min_faces_per_person <= 0xFFFF'FFFFU,
            "a count is out of range");
    const std::uint64_t n_features = counts.n_features;
    const std::uint64_t k = counts.n_components;
    const std::uint64_t n_classes = counts.n_classes;
    const std::uint64_t n_vectors = counts.n_support_vectors;

    preprocessing_ = sections.get_struct<Preprocessing>(
        Section::preprocessing, Element::u32,
        v2 ? preprocessing_of_version_2 : sizeof(Preprocessing) / sizeof(std::uint32_t));
    require(preprocessing_.align <= Align::always, "the way its faces are cut out is unknown");
    mean_ = sections.get<float>(Section::mean, n_features);
    components_ = sections.get<float>(Section::components, k * n_features);
    explained_variance_ = sections.get<double>(Section::explained_variance, k);
    class_weight_ = sections.get<double>(Section::class_weight, n_classes);
    n_support_ = sections.get<std::uint32_t>(Section::n_support, n_classes);
    support_ = sections.get<std::uint32_t>(Section::support, n_vectors);
    support_vectors_ = sections.get<float>(Section::support_vectors, n_vectors * k);
    dual_coef_ = sections.get<double>(Section::dual_coef, (n_classes - 1) * n_vectors);
    intercept_ = sections.get<double>(Section::intercept, n_classes * (n_classes - 1) / 2);
    const auto sigmoids = sections.get<double>(Section::sigmoids, n_classes * (n_classes - 1));
    const auto y_test = sections.get<std::uint32_t>(Section::y_test);
    const auto y_pred = sections.get<std::uint32_t>(Section::y_pred, y_test.size());
    const auto test_probability = sections.get<double>(Section::test_probability);
    test_face_index_ = sections.get<std::uint32_t>(Section::test_face_index);
    const auto test_faces = sections.get<std::byte>(Section::test_faces);

    // What is in these bounds gives finite decision values for every face; what is not is no training's.
    require(all_within(mean_, -largest_feature, largest_feature),
            "a feature of the mean face is out of range");
    require(all_within(components_, -1.001, 1.001), "an eigenface is no unit vector");
    require(all_within(support_vectors_, -largest_coordinate, largest_coordinate),
            "a coordinate of a support vector is out of range");
    for (const auto coefficients : {dual_coef_, intercept_, sigmoids}) {
        require(all_within(coefficients, -largest_coefficient, largest_coefficient),
                "a coefficient is out of range");
    }
    require(all_within(explained_variance_, least_variance, largest_coordinate),
            "a variance is out of range");
    require(all_within(class_weight_, least_variance, largest_coefficient), "a weight is out of range");
    require(all_finite(std::span(reinterpret_cast<const double*>(&numbers), sizeof numbers / sizeof(double))),
            "a number is not finite");
    require(numbers.C > 0 && numbers.gamma > 0 && numbers.gamma <= largest_coordinate,
            "C or gamma is out of range");
    for (const double share : {numbers.unknown_threshold, numbers.known_rejected, numbers.strangers_accepted})
        require(share >= 0 && share <= 1, "a share or a probability is not from 0 to 1");
    require(std::accumulate(n_support_.begin(), n_support_.end(), std::uint64_t{0}) == n_vectors,
            "the support vectors are not those of the classes");
    require(all_below(support_, counts.n_train), "a support vector is not a training sample");
    require(all_below(y_test, n_classes) && all_below(y_pred, n_classes), "a label is not a class");

    require(test_probability.empty() || test_probability.size() == y_test.size(),
            "a section has the wrong size");
    require(all_within(test_probability, 0, 1), "a share or a probability is not from 0 to 1");
    require(numbers.total_variance >= 0, "a variance is out of range");
    require(all_below(test_face_index_, y_test.size()), "a face is of no test picture");
    require(std::adjacent_find(test_face_index_.begin(), test_face_index_.end(), std::greater_equal<>()) ==
                test_face_index_.end(),
            "the faces of the test are not in their order");
    require(test_faces.size() == test_face_index_.size() * n_features, "a section has the wrong size");
    total_variance_ = numbers.total_variance;
    test_faces_ = {reinterpret_cast<const std::uint8_t*>(test_faces.data()), test_faces.size()};

    std::vector<std::string> strings = unpack_strings(sections.get<std::byte>(Section::strings));
    require(std::all_of(strings.begin(), strings.end(), is_utf8), "a text is not UTF-8");
    require(strings.size() == texts_before_names + n_classes + (v2 ? 0 : 1), "a text is missing");
    metadata_ = {.data_set_digest = std::move(strings[0]),
                 .software_version = std::move(strings[1]),
                 .trained_at = std::move(strings[2]),
                 .test_size = numbers.test_size,
                 .random_state = static_cast<std::uint32_t>(counts.random_state),
                 .n_folds = static_cast<std::uint32_t>(counts.n_folds),
                 .data_set = v2 ? std::string() : std::move(strings.back()),
                 .min_faces_per_person = static_cast<std::uint32_t>(counts.min_faces_per_person)};
    if (!v2) strings.pop_back();
    strings.erase(strings.begin(), strings.begin() + texts_before_names);
    require(
        std::none_of(strings.begin(), strings.end(), [](const std::string& name) { return name.empty(); }),
        "a class has no name");
    summary_ = {.n_samples = counts.n_samples,
                .n_features = counts.n_features,
                .n_train = counts.n_train,
                .n_components = counts.n_components,
                .best_C = numbers.C,
                .best_gamma = numbers.gamma,
                .best_score = numbers.best_score,
                .names = std::move(strings),
                .y_test = {y_test.begin(), y_test.end()},
                .y_pred = {y_pred.begin(), y_pred.end()},
                .test_probability = {test_probability.begin(), test_probability.end()},
                .seconds = std::nullopt};
    if (counts.has_seconds == 1) {
        summary_.seconds = {.load = numbers.load_seconds,
                            .split = numbers.split_seconds,
                            .pca = numbers.pca_seconds,
                            .project = numbers.project_seconds,
                            .grid_search = numbers.grid_search_seconds,
                            .evaluate = numbers.evaluate_seconds};
    }
    if (counts.has_threshold == 1) {
        threshold_ = {.probability = numbers.unknown_threshold,
                      .known_rejected = numbers.known_rejected,
                      .strangers_accepted = numbers.strangers_accepted};
    }
    static_assert(sizeof(svm::Sigmoid) == 2 * sizeof(double));
    sigmoids_ = {reinterpret_cast<const svm::Sigmoid*>(sigmoids.data()), sigmoids.size() / 2};
    C_ = numbers.C;
    gamma_ = numbers.gamma;
}

tl::expected<ModelFile, ModelFileError> ModelFile::read(std::span<const std::byte> bytes) {
    // One allocation with room to begin at the next multiple of the alignment.
    auto buffer = std::make_shared<std::vector<std::byte>>(bytes.size() + alignment);
    void* begin = buffer->data();
    std::size_t room = buffer->size();
    std::align(alignment, bytes.size(), begin, room);
    if (!bytes.empty()) std::memcpy(begin, bytes.data(), bytes.size());
    return parse({std::move(buffer), static_cast<const std::byte*>(begin)}, bytes.size());
}

tl::expected<ModelFile, ModelFileError> ModelFile::map(const std::filesystem::path& path) {
    const auto file = MappedFile::open(path);
    if (file) return parse(file->shared(), file->bytes().size());
    if (file.error() == EINVAL) return error(Kind::not_a_model, path.string() + " is empty or not a file");
    return error(Kind::unreadable, "can't read " + path.string() + ": " + std::strerror(file.error()));
}

TrainedModel ModelFile::to_trained_model() const {
    const auto copy = [](const auto& view) { return std::vector(view.begin(), view.end()); };
    return {.preprocessing = preprocessing_,
            .mean = copy(mean_),
            .components = copy(components_),
            .explained_variance = copy(explained_variance_),
            .classifier = {.C = C_,
                           .gamma = gamma_,
                           .n_classes = n_classes(),
                           .n_features = n_components(),
                           .class_weight = copy(class_weight_),
                           .n_support = copy(n_support_),
                           .support = copy(support_),
                           .support_vectors = copy(support_vectors_),
                           .dual_coef = copy(dual_coef_),
                           .intercept = copy(intercept_)},
            .calibration = {.sigmoids = copy(sigmoids_), .threshold = threshold_},
            .metadata = metadata_,
            .summary = summary_,
            .total_variance = total_variance_,
            .test_faces = {copy(test_face_index_), copy(test_faces_)}};
}

}  // namespace eigenfaces
