#pragma once
#include <filesystem>
#include <stop_token>
#include <string>

#include "objects/s3/client.hpp"

namespace eigenfaces::service {

/// Stores a file under a name of the bucket: at once where it is small, else in parts, several at a time.
/// What was sent of it is removed where this fails or is stopped.
ObjectResult<ObjectTag> upload_to_s3(const S3Client& client, const std::string& name,
                                     const std::filesystem::path& file, const std::stop_token& stop);

}  // namespace eigenfaces::service
