#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "digest/sha256.hpp"
#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// An extracted archive of pictures, one folder per person. It never changes: other pictures have another
/// digest.
struct DataSet {
    Sha256 digest;                   ///< of the archive
    std::string url;                 ///< where it came from
    std::filesystem::path pictures;  ///< the folder that holds a folder per person
    std::chrono::sys_seconds obtained{};
    std::uint64_t files = 0;   ///< in the archive
    std::uint64_t bytes = 0;   ///< of all files together
    std::uint64_t people = 0;  ///< folders in `pictures` that hold a file
    /// A file beside the pictures in which their reader may keep what it has decoded; may be absent.
    std::filesystem::path faces = {};
};

/// The folder of pictures in an extracted archive: the top, or, while that has nothing but one folder which
/// itself has folders, the one below ("lfw_funneled"). Hidden names and "__MACOSX" don't count.
StorageResult<std::filesystem::path> find_pictures(const std::filesystem::path& top);

/// How many folders directly in `pictures` hold at least one file.
StorageResult<std::uint64_t> count_people(const std::filesystem::path& pictures);

/// What is kept of a data set that is extracted in `folder`; its pictures are kept relative to that.
std::string data_set_record(const DataSet& data_set, const std::filesystem::path& folder);

/// Reads it back, `pictures` relative; an error says what is wrong with it.
tl::expected<DataSet, std::string> parse_data_set(std::string_view record);

/// The same one, extracted in `folder`.
DataSet placed_in(const std::filesystem::path& folder, DataSet data_set);

/// Writes FOLDER/dataset.json. `pictures` is below `folder`, and kept relative to it.
StorageResult<void> write_data_set(const std::filesystem::path& folder, const DataSet& data_set);

/// Reads it back. ENOENT where there is none; EBADMSG where it is damaged or its folder of pictures is
/// missing.
StorageResult<DataSet> read_data_set(const std::filesystem::path& folder);

}  // namespace eigenfaces::service
