#include "workspaces/activities.hpp"

#include <utility>

namespace eigenfaces::service {

Activities::Lease::~Lease() {
    if (activities_ == nullptr) return;
    const std::lock_guard lock(activities_->mutex_);
    activities_->running_.erase(id_);
}

Activities::Lease::Lease(Lease&& other) noexcept
    : activities_(std::exchange(other.activities_, nullptr)), id_(std::move(other.id_)) {}

std::optional<Activities::Busy> Activities::busy(const WorkspaceId& id) const {
    const std::lock_guard lock(mutex_);
    const auto entry = running_.find(id);
    if (entry == running_.end()) return std::nullopt;
    return Busy{entry->second};
}

std::map<std::string, std::size_t> Activities::counts() const {
    std::map<std::string, std::size_t> counts;
    const std::lock_guard lock(mutex_);
    for (const auto& [id, activity] : running_)
        ++counts[activity];
    return counts;
}

std::variant<Activities::Lease, Activities::Busy> Activities::begin(const WorkspaceId& id,
                                                                    const std::string& activity) {
    const std::lock_guard lock(mutex_);
    const auto [entry, is_new] = running_.try_emplace(id, activity);
    if (!is_new) return Busy{entry->second};
    return std::variant<Lease, Busy>(std::in_place_type<Lease>, *this, id);
}

}  // namespace eigenfaces::service
