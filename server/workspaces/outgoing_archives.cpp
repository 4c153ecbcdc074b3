#include "workspaces/outgoing_archives.hpp"

#include <utility>

namespace eigenfaces::service {

bool OutgoingArchives::has(const std::string& name) {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(name);
    return found != known_.end() && !found->second.keeper.expired();
}

std::optional<Archive> OutgoingArchives::find(const std::string& name, const std::string& digest) {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(name);
    if (found == known_.end() || found->second.digest != digest) return std::nullopt;
    auto keeper = found->second.keeper.lock();
    if (!keeper) return std::nullopt;
    return Archive{std::move(keeper), found->second.bytes};
}

Archive OutgoingArchives::send(const std::string& name, const std::string& digest, Places::Place place,
                               const Archive& archive) {
    // Members go in reverse order: the place is free once the space on the disk is.
    struct Both {
        Places::Place place;
        std::shared_ptr<const void> archive;
    };
    const std::shared_ptr<const void> keeper =
        std::make_shared<const Both>(Both{std::move(place), archive.keeper});
    const std::lock_guard lock(mutex_);
    std::erase_if(known_, [](const auto& entry) { return entry.second.keeper.expired(); });
    known_.insert_or_assign(name, Known{digest, keeper, archive.bytes});
    return {keeper, archive.bytes};
}

}  // namespace eigenfaces::service
