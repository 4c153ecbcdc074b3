#pragma once
#include <filesystem>

#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// Removes a file, a symlink or a folder with all that is in it. What does not exist is removed already.
///
/// No symlink below the parent of `path` is ever followed, `path` itself included: a symlink is removed, what
/// it points to stays. That holds too while another process swaps folders for symlinks.
StorageResult<void> remove_tree(const std::filesystem::path& path);

/// Removes a folder with all that is in it; false where there is none. It leaves its place in one step, for
/// `trash`, a folder of the same file system that sweep_temporaries() looks after: nobody finds it half
/// removed, also after a crash.
StorageResult<bool> remove_folder(const std::filesystem::path& path, const std::filesystem::path& trash);

}  // namespace eigenfaces::service
