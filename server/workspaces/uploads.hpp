#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "objects/object_store.hpp"
#include "workspaces/picture_name.hpp"

namespace eigenfaces::service {

/// The pictures that were uploaded to a workspace, one object each.
class Uploads {
  public:
    /// `objects` outlives this object. `folder`: what the pictures' keys begin with.
    Uploads(ObjectStore& objects, ObjectKey folder) : objects_(&objects), folder_(std::move(folder)) {}

    /// Replaces a picture of the same name in one step.
    ObjectResult<void> store(const PictureName& name, std::span<const std::byte> contents) const;
    /// Nothing where there is none of this name.
    ObjectResult<std::optional<std::string>> read(const PictureName& name) const;
    struct Stored {
        PictureName name;
        std::uint64_t bytes = 0;
        std::chrono::system_clock::time_point time;  ///< when it was stored
    };
    /// All of them, sorted by name.
    ObjectResult<std::vector<Stored>> list() const;
    /// False where there is none of this name.
    ObjectResult<bool> remove(const PictureName& name) const;
    /// Removes all that are there when it is called.
    ObjectResult<void> remove_all() const;
    /// Removes those that were stored before a time. A picture that is stored anew meanwhile stays, as far as
    /// ObjectStore::remove_if() can tell.
    /// \return how many were removed
    ObjectResult<std::size_t> remove_older(std::chrono::system_clock::time_point time) const;
    /// The picture stored last; nothing where there is none.
    ObjectResult<std::optional<PictureName>> latest() const;

  private:
    ObjectKey key_of(const PictureName& name) const { return folder_ / name.text(); }

    ObjectStore* objects_;
    ObjectKey folder_;
};

}  // namespace eigenfaces::service
