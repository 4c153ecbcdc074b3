#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "storage/descriptor.hpp"
#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// Writes folders (mode 0755) and new files (mode 0644) below one folder, and nowhere else: every component
/// is opened from the folder before it and never through a symlink, so that nothing in the tree can lead out
/// of it.
class TreeWriter {
  public:
    /// Makes the folder, whose parent exists; EEXIST where it exists already.
    static StorageResult<TreeWriter> create(const std::filesystem::path& folder);

    /// Makes the folder and those above it, as far as they are missing. ENOTDIR or ELOOP where a component
    /// is something else.
    StorageResult<void> make_folder(std::span<const std::string> components);

    /// Opens a new file for writing, making the folders above it. EEXIST where the name is taken.
    StorageResult<Descriptor> create_file(std::span<const std::string> components);

  private:
    TreeWriter(std::filesystem::path folder, Descriptor root);
    int current() const { return open_.empty() ? root_.get() : open_.back().second.get(); }

    std::filesystem::path folder_;
    Descriptor root_;
    /// The folders from the root to where the last entry was: the next one is mostly beside it.
    std::vector<std::pair<std::string, Descriptor>> open_;
};

}  // namespace eigenfaces::service
