#pragma once
#include <functional>

#include "objects/object_store.hpp"

namespace eigenfaces::service {

/// Makes sure that a shared store is one of ours: the object "store.json" says that it has been tried, and
/// the version of what is in it, as "format.json" does in a data folder.
///
/// \param prove tries whether the store does what is asked of it; called where that was not done yet
/// \return an error where that fails, or where a newer program than this one uses the store
ObjectResult<void> adopt_store(ObjectStore& objects, const std::function<ObjectResult<void>()>& prove);

}  // namespace eigenfaces::service
