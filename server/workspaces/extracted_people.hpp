#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "storage/storage_error.hpp"
#include "workspaces/person_name.hpp"

namespace eigenfaces::service {

/// A file of an extracted archive of person folders.
struct ExtractedFile {
    std::filesystem::path path;
    std::string name;                      ///< its path in the archive
    std::optional<PersonName> person;      ///< whose folder it lies in
    std::optional<std::string> problem{};  ///< why it is no picture of a person, where its place tells that
};

/// The files of an archive that was extracted into the folder `top`, sorted by path. The persons' folders are
/// its own, or those of the one folder in it, or in that (as in "lfw_funneled/Ada_Lovelace/1.jpg"); a folder
/// with pictures directly in it is a person's. What computers add to the folders of their users is passed
/// over: names that begin with '.', and "__MACOSX".
StorageResult<std::vector<ExtractedFile>> extracted_files(const std::filesystem::path& top);

}  // namespace eigenfaces::service
