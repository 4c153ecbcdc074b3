#pragma once
#include <filesystem>

#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// Makes a folder and those above it that are missing, for the user alone (0700), and flushes the folder that
/// holds each new one, so that what is stored in them later is found after a power cut. A new folder whose
/// entry can't be flushed is removed again: the next call starts over. Others may make the same folder
/// meanwhile.
StorageResult<void> make_folders(const std::filesystem::path& path);

}  // namespace eigenfaces::service
