#pragma once
#include <cstddef>
#include <filesystem>
#include <span>

#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// An open file or folder; closes itself.
class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();

    int get() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }
    /// Gives the number away, to something that closes it (fdopendir).
    int release();
    /// Closes now. False, with errno set, where the system reports a late write error.
    bool close();

  private:
    int number_ = -1;
};

/// Opens a folder for *at calls and fsync. A symlink as the last component is followed: where the data lives
/// is the operator's choice.
StorageResult<Descriptor> open_folder(const std::filesystem::path& folder);

/// Writes all of `bytes`, through interruptions and short writes. `path` is for the error alone.
StorageResult<void> write_all(const Descriptor& file, std::span<const std::byte> bytes,
                              const std::filesystem::path& path);

/// Waits until a file's contents, or a folder's names, are on the storage device.
StorageResult<void> synchronise(const Descriptor& file_or_folder, const std::filesystem::path& path);

}  // namespace eigenfaces::service
