#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/align.hpp"
#include "model/features.hpp"

/// Decoded faces on disk, so that the pictures of a data set are decoded once and not at every training.
namespace eigenfaces {

/// What tells one state of a file from another, as git's index does: what is written to the file changes it.
struct FileIdentity {
    std::uint64_t size = 0;
    std::int64_t modified = 0;  ///< nanoseconds since 1970
    std::int64_t changed = 0;  ///< nanoseconds since 1970: also when a file was renamed or its times were set
    std::uint64_t inode = 0;

    bool operator==(const FileIdentity&) const = default;
};

/// Nothing where there is no such regular file.
std::optional<FileIdentity> identity_of(const std::filesystem::path& path);

struct CachedFace {
    std::string path;  ///< relative to the data set's folder
    FileIdentity file;
    FaceSums sums{};
};

/// The faces in a cache file, mapped. The file is complete or absent, has a checksum, and is only ever
/// replaced.
class FaceCache {
  public:
    /// Empty where there is no file, where its faces were cut out in another way, or where it is damaged or
    /// of another version; problem() tells the latter two.
    static FaceCache open(const std::filesystem::path& path, Align align);

    /// The sums of a file's face, if they were stored for exactly this state of it. Valid as long as the
    /// cache is.
    const std::uint16_t* find(std::string_view path, const FileIdentity& file) const;

    std::size_t size() const { return entries_.size(); }
    const std::optional<std::string>& problem() const { return problem_; }

    /// The entries that still describe a file of `folder`.
    std::vector<CachedFace> valid_in(const std::filesystem::path& folder) const;

  private:
    struct Entry {
        FileIdentity file;
        const std::uint16_t* sums = nullptr;
    };

    std::shared_ptr<const std::byte> bytes_;
    std::unordered_map<std::string_view, Entry> entries_;
    std::optional<std::string> problem_;
};

/// Replaces the cache file.
/// \return what went wrong, if something did; the file is then as it was
std::optional<std::string> write_face_cache(const std::filesystem::path& path, Align align,
                                            std::span<const CachedFace> faces);

}  // namespace eigenfaces
