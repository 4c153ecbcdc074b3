#pragma once
#include <filesystem>

#include "storage/storage_error.hpp"

namespace eigenfaces::service {

// The three renames that publish something in one step. None of them flushes anything. `from` and `to` are on
// one file system. Linux's renameat2 is used where the kernel and the file system know it; what happens
// elsewhere is said at each function.

/// `to` is replaced if it exists (a file, or an empty folder).
StorageResult<void> rename_over(const std::filesystem::path& from, const std::filesystem::path& to);

/// Fails with EEXIST if `to` exists, whatever it is, a dangling symlink included. Elsewhere: a file gets its
/// second name by link(), as exact; a folder is checked first, so that another process could come between.
StorageResult<void> rename_new(const std::filesystem::path& from, const std::filesystem::path& to);

/// Folder `from` takes the place of folder `to`, and `from` names the old one afterwards. Elsewhere: the old
/// one goes to ".previous-NAME" beside it for a moment in which `to` does not exist; sweep_temporaries() puts
/// it back if the process dies there.
StorageResult<void> exchange_folders(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace eigenfaces::service
