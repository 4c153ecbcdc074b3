#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// The settings of one profile, such as aws_access_key_id and region.
using AwsProfile = std::map<std::string, std::string>;

/// Which of AWS's two files: they name profiles differently.
enum class AwsFile {
    credentials,  ///< [NAME]
    config,       ///< [profile NAME], or [default]
};

/// A profile in ~/.aws/credentials or ~/.aws/config, as AWS's own tools read these: comments begin with '#'
/// or
/// ';', lines that are indented belong to the setting above and are passed over. Nothing where the file has
/// no such profile; an error where it can't be read, ENOENT where there is none.
StorageResult<std::optional<AwsProfile>> read_aws_profile(const std::filesystem::path& file, AwsFile kind,
                                                          const std::string& name);

}  // namespace eigenfaces::service
