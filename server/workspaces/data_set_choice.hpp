#pragma once
#include <optional>

#include "digest/sha256.hpp"
#include "objects/object_store.hpp"

namespace eigenfaces::service {

/// Which of the server's data sets is the workspace's: an object that holds the digest of its archive.

/// Nothing where no choice was made yet. An error where the object is not one of ours.
ObjectResult<std::optional<Sha256>> read_data_set_choice(ObjectStore& objects, const ObjectKey& key);

ObjectResult<void> write_data_set_choice(ObjectStore& objects, const ObjectKey& key, const Sha256& digest);

}  // namespace eigenfaces::service
