#include "workspaces/upload_quota.hpp"

#include <system_error>
#include <utility>

#include "storage/temporary_name.hpp"

namespace eigenfaces::service {

namespace fs = std::filesystem;

UploadQuota::Reservation::~Reservation() {
    if (quota_ == nullptr) return;
    const std::lock_guard lock(quota_->mutex_);
    const auto usage = quota_->reserved_.find(id_);
    usage->second.bytes -= bytes_;
    if (--usage->second.files == 0) quota_->reserved_.erase(usage);
}

UploadQuota::Reservation::Reservation(Reservation&& other) noexcept
    : quota_(std::exchange(other.quota_, nullptr)), id_(std::move(other.id_)), bytes_(other.bytes_) {}

StorageResult<std::variant<UploadQuota::Reservation, UploadQuota::TooManyFiles, UploadQuota::TooManyBytes>>
UploadQuota::reserve(const WorkspaceId& id, const fs::path& folder, const PictureName& name,
                     std::uint64_t bytes) {
    using Result = std::variant<Reservation, TooManyFiles, TooManyBytes>;
    const std::lock_guard lock(mutex_);
    Usage usage;
    if (const auto reserved = reserved_.find(id); reserved != reserved_.end()) usage = reserved->second;
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    if (error && error != std::errc::no_such_file_or_directory)
        return tl::unexpected(system_error("list", folder, error.value()));
    if (!error) {
        for (const auto& entry : entries) {
            const std::string file = entry.path().filename().string();
            if (file.starts_with(temporary_prefix) || file == name.text()) continue;
            const auto size = entry.file_size(error);
            if (error) continue;  // deleted since it was listed, or no file
            ++usage.files;
            usage.bytes += size;
        }
    }
    if (usage.files >= limits_.files) return Result(TooManyFiles{limits_.files});
    if (bytes > limits_.bytes || usage.bytes > limits_.bytes - bytes)
        return Result(TooManyBytes{usage.bytes, limits_.bytes});
    Usage& reserved = reserved_[id];
    ++reserved.files;
    reserved.bytes += bytes;
    return Result(std::in_place_type<Reservation>, *this, id, bytes);
}

}  // namespace eigenfaces::service
