#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "storage/descriptor.hpp"
#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// What is known about the file of which a part is on disk.
struct PartialOrigin {
    std::string url;
    /// A strong entity tag or a modification date, for If-Range; empty where the server gave neither.
    std::string validator;
    std::optional<std::uint64_t> total;  ///< bytes of the whole file
};

/// The part of a file that has arrived, and beside it (PATH.json) where from. Both survive the process.
class PartialDownload {
  public:
    /// Opens what an earlier attempt left, or starts an empty one. The folder exists.
    static StorageResult<PartialDownload> open(const std::filesystem::path& path);

    std::uint64_t size() const { return size_; }
    /// Nothing for an empty partial, or where it was lost or damaged.
    const std::optional<PartialOrigin>& origin() const { return origin_; }

    /// Empties it: what follows comes from `origin`.
    StorageResult<void> restart(const PartialOrigin& origin);
    StorageResult<void> append(std::span<const std::byte> bytes);

    /// Removes both files; it can be restarted only by opening it again.
    StorageResult<void> discard();

  private:
    PartialDownload(std::filesystem::path path, Descriptor file, std::uint64_t size,
                    std::optional<PartialOrigin> origin);

    std::filesystem::path path_;
    Descriptor file_;
    std::uint64_t size_;
    std::optional<PartialOrigin> origin_;
};

/// Removes a partial and what is beside it. What does not exist is removed already.
StorageResult<void> remove_partial_download(const std::filesystem::path& path);

}  // namespace eigenfaces::service
