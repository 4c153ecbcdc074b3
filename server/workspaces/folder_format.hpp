#pragma once
#include <filesystem>
#include <optional>

#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// The version of the data folder's layout, and of the records in it, that this program writes. It reads this
/// one and all before. Models, caches of faces and files of credentials tell their own.
inline constexpr unsigned folder_format = 1;

/// What "DATA_DIR/format.json" says. Nothing where there is none: a new folder, or one of version 0.1.0,
/// which is format 1. An error for a newer one than ours.
StorageResult<std::optional<unsigned>> read_folder_format(const std::filesystem::path& data_dir);

/// Stores ours.
StorageResult<void> write_folder_format(const std::filesystem::path& data_dir);

}  // namespace eigenfaces::service
