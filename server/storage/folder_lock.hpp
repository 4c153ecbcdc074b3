#pragma once
#include <filesystem>

#include "storage/descriptor.hpp"
#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// Keeps a data folder to one process. The lock (flock on FOLDER/.lock) ends with this object or with the
/// process, however that ends, so that no stale lock ever stays. The file stays; it holds the process id of
/// its last holder.
class FolderLock {
  public:
    /// `folder` exists. EWOULDBLOCK where another process, or another FolderLock of this one, has it: the
    /// error names the lock file and the holder's process id.
    static StorageResult<FolderLock> acquire(const std::filesystem::path& folder);

  private:
    explicit FolderLock(Descriptor file);
    Descriptor file_;
};

}  // namespace eigenfaces::service
