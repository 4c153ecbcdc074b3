#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "objects/object_store.hpp"

namespace eigenfaces::service {

/// Which of a workspace's models is in use where that is not the newest: an object beside the models. In a
/// store that others write to, the one in use, whichever it is: who wants to know lists nothing.
struct ModelChoice {
    std::uint64_t chosen = 0;  ///< 0: none
    /// The highest number that was given when the choice was made. A model with a higher one came later, and
    /// is in use instead, unless others write to the store: there it is not in use yet. Numbers go on from
    /// here, also where the model that had it is deleted.
    std::uint64_t last = 0;
    /// Of the chosen one, where others write to the store: after a workspace was deleted, the same number is
    /// another model.
    std::string tag = {};

    bool operator==(const ModelChoice&) const = default;
};

/// A choice as it was read.
struct StoredModelChoice {
    ModelChoice choice;            ///< zeros where none was made
    std::optional<ObjectTag> tag;  ///< of the object
};

/// `models`: what the models' keys begin with. An error where the object is not one of ours.
ObjectResult<StoredModelChoice> read_model_choice(ObjectStore& objects, const ObjectKey& models);

/// False where it is not what was read any more.
ObjectResult<bool> replace_model_choice(ObjectStore& objects, const ObjectKey& models,
                                        const StoredModelChoice& read, const ModelChoice& choice);

}  // namespace eigenfaces::service
