#include "workspaces/upload_quota.hpp"

#include <utility>

#include "workspaces/workspace_keys.hpp"

namespace eigenfaces::service {

UploadQuota::Reservation::~Reservation() {
    if (quota_ == nullptr) return;
    const std::lock_guard lock(quota_->mutex_);
    const auto usage = quota_->reserved_.find(id_);
    usage->second.bytes -= bytes_;
    if (--usage->second.files == 0) quota_->reserved_.erase(usage);
}

UploadQuota::Reservation::Reservation(Reservation&& other) noexcept
    : quota_(std::exchange(other.quota_, nullptr)), id_(std::move(other.id_)), bytes_(other.bytes_) {}

ObjectResult<std::variant<UploadQuota::Reservation, UploadQuota::TooManyFiles, UploadQuota::TooManyBytes>>
UploadQuota::reserve(const WorkspaceId& id, const PictureName& name, std::uint64_t bytes) {
    using Result = std::variant<Reservation, TooManyFiles, TooManyBytes>;
    const ObjectKey folder = WorkspaceKeys(id).uploads();
    const ObjectKey key = folder / name.text();
    const KeyLocks::Alone turn(turns_, folder);
    Usage usage;
    {
        // Before the list, so that what is stored meanwhile counts twice rather than not at all.
        const std::lock_guard lock(mutex_);
        if (const auto reserved = reserved_.find(id); reserved != reserved_.end()) usage = reserved->second;
    }
    const auto stored = objects_.list(folder);
    if (!stored) return tl::unexpected(stored.error());
    for (const ObjectInfo& object : *stored) {
        if (object.key == key) continue;
        ++usage.files;
        usage.bytes += object.bytes;
    }
    if (usage.files >= limits_.files) return Result(TooManyFiles{limits_.files});
    if (bytes > limits_.bytes || usage.bytes > limits_.bytes - bytes)
        return Result(TooManyBytes{usage.bytes, limits_.bytes});
    const std::lock_guard lock(mutex_);
    Usage& reserved = reserved_[id];
    ++reserved.files;
    reserved.bytes += bytes;
    return Result(std::in_place_type<Reservation>, *this, id, bytes);
}

}  // namespace eigenfaces::service
