#pragma once
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "storage/storage_error.hpp"
#include "workspaces/picture_name.hpp"

namespace eigenfaces::service {

/// The pictures that were uploaded to a workspace, one file each.
class Uploads {
  public:
    explicit Uploads(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// Replaces a picture of the same name in one step.
    StorageResult<void> store(const PictureName& name, std::span<const std::byte> contents) const;
    /// ENOENT where there is none of this name.
    StorageResult<std::string> read(const PictureName& name) const;
    /// The picture stored last; nothing where there is none.
    StorageResult<std::optional<PictureName>> latest() const;

  private:
    std::filesystem::path folder_;
};

}  // namespace eigenfaces::service
