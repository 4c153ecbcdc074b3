#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

/// The layout of a model file, shared by its writer and its reader. docs/model-format.md is the full
/// description.
namespace eigenfaces::model_format {

static_assert(std::endian::native == std::endian::little, "model files are little-endian and read in place");

inline constexpr std::array<char, 8> magic = {'E', 'I', 'G', 'E', 'N', 'F', 'A', 'C'};
inline constexpr std::uint32_t version = 3;
/// The oldest one that is still read.
inline constexpr std::uint32_t oldest_version = 2;
inline constexpr std::uint32_t byte_order_mark = 0x01020304;
/// Every section begins at a multiple of this.
inline constexpr std::size_t alignment = 64;

/// The first 32 bytes; they mean the same in every version of the format.
struct Header {
    std::array<char, 8> magic{};
    std::uint32_t version = 0;
    std::uint32_t byte_order_mark = 0;
    std::uint64_t file_size = 0;
    std::uint64_t checksum = 0;  ///< CRC-64/XZ of the whole file with this field as 0
};
static_assert(sizeof(Header) == 32);

/// After the header: how many sections there are; then zeros up to byte 64, then the table.
struct SectionCount {
    std::uint32_t sections = 0;
    std::uint32_t zero = 0;
};
inline constexpr std::size_t table_begin = 64;

enum class Section : std::uint32_t {
    counts = 1,
    numbers = 2,
    strings = 3,
    preprocessing = 4,
    mean = 5,
    components = 6,
    explained_variance = 7,
    class_weight = 8,
    n_support = 9,
    support = 10,
    support_vectors = 11,
    dual_coef = 12,
    intercept = 13,
    y_test = 14,
    y_pred = 15,
    sigmoids = 16,
    // From version 3 on:
    test_probability = 17,
    test_face_index = 18,
    test_faces = 19,
};
inline constexpr std::size_t n_sections = 19;

/// How many there are in a file of this version.
constexpr std::size_t sections_of(std::uint32_t file_version) {
    return file_version == 2 ? 16 : n_sections;
}

enum class Element : std::uint32_t { byte = 1, u32 = 2, u64 = 3, f32 = 4, f64 = 5 };

/// One line of the table. Sections are in the order of their numbers, each right after the one before, save
/// for zeros up to the alignment; the last one is padded too.
struct TableEntry {
    Section section{};
    Element element{};
    std::uint64_t offset = 0;  ///< from the beginning of the file, in bytes
    std::uint64_t count = 0;   ///< elements
    std::uint64_t zero = 0;
};
static_assert(sizeof(TableEntry) == 32);

// Newer versions only ever append to these structs; what an older file does not have stays 0.

/// The u64 values of Section::counts.
struct Counts {
    std::uint64_t n_samples = 0;
    std::uint64_t n_features = 0;
    std::uint64_t n_train = 0;
    std::uint64_t n_components = 0;
    std::uint64_t n_classes = 0;
    std::uint64_t n_support_vectors = 0;
    std::uint64_t random_state = 0;
    std::uint64_t n_folds = 0;
    std::uint64_t has_seconds = 0;           ///< 1 if the stage times are known, else 0
    std::uint64_t has_threshold = 0;         ///< 1 if there is a threshold of unknown people, else 0
    std::uint64_t min_faces_per_person = 0;  ///< from version 3 on
};
inline constexpr std::size_t counts_of_version_2 = 10;

/// The f64 values of Section::numbers.
struct Numbers {
    double C = 0;
    double gamma = 0;
    double best_score = 0;
    double test_size = 0;
    double load_seconds = 0;
    double split_seconds = 0;
    double pca_seconds = 0;
    double project_seconds = 0;
    double grid_search_seconds = 0;
    double evaluate_seconds = 0;
    double unknown_threshold = 0;
    double known_rejected = 0;
    double strangers_accepted = 0;
    double total_variance = 0;  ///< from version 3 on
};
inline constexpr std::size_t numbers_of_version_2 = 13;
/// Of Section::preprocessing; version 3 appends Align.
inline constexpr std::size_t preprocessing_of_version_2 = 8;
/// Before the names; version 3 has the data set's name after them.
inline constexpr std::size_t texts_before_names = 3;

constexpr std::size_t padded(std::size_t size) {
    return (size + alignment - 1) / alignment * alignment;
}

constexpr std::size_t element_size(Element element) {
    switch (element) {
        case Element::byte:
            return 1;
        case Element::u32:
        case Element::f32:
            return 4;
        case Element::u64:
        case Element::f64:
            return 8;
    }
    return 0;
}

template <typename T>
constexpr Element element_of() {
    if constexpr (sizeof(T) == 1) return Element::byte;
    if constexpr (std::is_same_v<T, float>) return Element::f32;
    if constexpr (std::is_same_v<T, double>) return Element::f64;
    return sizeof(T) == 4 ? Element::u32 : Element::u64;
}

}  // namespace eigenfaces::model_format
