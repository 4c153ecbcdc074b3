#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <vector>

#include "datasets/data_set.hpp"
#include "objects/object_store.hpp"

namespace eigenfaces::service {

/// The data sets of servers that share a store, as archives:
///
///     datasets/<sha256>.archive   the bytes of that digest
///     datasets/<sha256>.json      what DataSet says of it; stored last, removed first: while it is there,
///     the
///                                 archive is, too
///
/// Whoever wants the pictures fetches the archive and extracts it. Thread-safe as the store is.
class SharedDataSets {
  public:
    /// `objects` outlives this object.
    explicit SharedDataSets(ObjectStore& objects) : objects_(objects) {}

    /// `pictures` of what these return is relative to the folder in which the archive will be extracted.
    /// Nothing where there is none; a record that can't be read is `damaged`.
    ObjectResult<std::optional<DataSet>> find(const Sha256& digest) const;
    /// All that have a record that can be read.
    ObjectResult<std::vector<DataSet>> list() const;

    /// Stores a data set that was extracted in `folder` from `archive`. What is stored already stays.
    ObjectResult<void> publish(const DataSet& data_set, const std::filesystem::path& folder,
                               const std::filesystem::path& archive, const std::stop_token& stop) const;
    /// Writes the archive to `file`, its digest checked. False where there is none.
    ObjectResult<bool> fetch(const Sha256& digest, const std::filesystem::path& file, std::uint64_t max_bytes,
                             const std::stop_token& stop) const;
    /// False where there was none.
    ObjectResult<bool> remove(const Sha256& digest) const;

  private:
    ObjectStore& objects_;
};

}  // namespace eigenfaces::service
