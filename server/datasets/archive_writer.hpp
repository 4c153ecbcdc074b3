#pragma once
#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// A finished archive: a file without a name, mapped. It is gone when nobody keeps it any more.
struct Archive {
    std::shared_ptr<const void> keeper;
    std::string_view bytes;
};

/// Writes a tar.gz whose bytes depend on what is added alone: no times, no owners. It is made on disk, so
/// that it may be larger than memory.
class ArchiveWriter {
  public:
    /// `folder`: of the file that has no name.
    static StorageResult<ArchiveWriter> create(const std::filesystem::path& folder);
    ArchiveWriter(ArchiveWriter&& other) noexcept;
    ArchiveWriter& operator=(ArchiveWriter&& other) = delete;
    ArchiveWriter(const ArchiveWriter&) = delete;
    ArchiveWriter& operator=(const ArchiveWriter&) = delete;
    ~ArchiveWriter();

    /// A folder, e.g. "family/Ada".
    StorageResult<void> add_folder(const std::string& path);
    StorageResult<void> add_file(const std::string& path, std::span<const std::byte> contents);
    StorageResult<Archive> finish() &&;

  private:
    struct State;
    explicit ArchiveWriter(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace eigenfaces::service
