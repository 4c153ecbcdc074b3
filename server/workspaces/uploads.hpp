#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

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
    struct Stored {
        PictureName name;
        std::uint64_t bytes = 0;
        std::chrono::system_clock::time_point time;  ///< when it was stored
    };
    /// All of them, sorted by name.
    StorageResult<std::vector<Stored>> list() const;
    /// False where there is none of this name.
    StorageResult<bool> remove(const PictureName& name) const;
    /// Removes those that were stored before a time. A picture that is stored anew meanwhile stays.
    /// \return how many were removed
    StorageResult<std::size_t> remove_older(std::chrono::system_clock::time_point time) const;
    /// The picture stored last; nothing where there is none.
    StorageResult<std::optional<PictureName>> latest() const;

  private:
    std::filesystem::path folder_;
};

}  // namespace eigenfaces::service
