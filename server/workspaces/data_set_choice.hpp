#pragma once
#include <filesystem>
#include <optional>

#include "datasets/sha256.hpp"
#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// Which of the server's data sets is the workspace's: a file that holds the digest of its archive.

/// Nothing where no choice was made yet. EBADMSG where the file is not one of ours.
StorageResult<std::optional<Sha256>> read_data_set_choice(const std::filesystem::path& file);

/// In one step; makes the workspace's folder where it is missing.
StorageResult<void> write_data_set_choice(const std::filesystem::path& file, const Sha256& digest);

}  // namespace eigenfaces::service
