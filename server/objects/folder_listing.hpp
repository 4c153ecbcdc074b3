#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "storage/file_status.hpp"
#include "storage/storage_error.hpp"

namespace eigenfaces::service {

// What is in a folder: regular files and folders, no symlinks, and nothing that is named as a temporary. In
// no order; nothing where there is no such folder.

struct ListedFile {
    std::string path;  ///< below the folder, "a/b/face.jpg"
    FileStatus status;
};
StorageResult<std::vector<ListedFile>> files_below(const std::filesystem::path& folder);

/// Of the files directly in it.
StorageResult<std::vector<std::string>> file_names_in(const std::filesystem::path& folder);

/// Of the folders directly in it that have a file somewhere below.
StorageResult<std::vector<std::string>> folder_names_in(const std::filesystem::path& folder);

}  // namespace eigenfaces::service
