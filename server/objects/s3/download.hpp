#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

#include "objects/s3/client.hpp"

namespace eigenfaces::service {

/// Writes an object's bytes to a file, which is replaced when all are there and are those that were stored.
/// Goes on where an answer broke off, if the object is still the same. Nothing where there is no such object.
ObjectResult<std::optional<ObjectTag>> download_from_s3(const S3Client& client, const std::string& name,
                                                        const std::filesystem::path& file,
                                                        std::uint64_t max_bytes, const std::stop_token& stop);

}  // namespace eigenfaces::service
