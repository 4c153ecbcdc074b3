#include "workspaces/decoded_uploads.hpp"

#include <iterator>

#include "model/sha256.hpp"

namespace eigenfaces::service {

tl::expected<DecodedPicture, PictureError> decode_face(std::span<const std::byte> contents,
                                                       const PictureLimits& limits) {
    const auto header = read_picture_header(contents, limits);
    if (!header) return tl::unexpected(header.error());
    const auto window = decode_picture(contents, face_window(header->size), limits);
    if (!window) return tl::unexpected(window.error());
    return DecodedPicture{*header, sum_channels(*window)};
}

std::uint64_t DecodedUploads::moment() const {
    const std::lock_guard lock(mutex_);
    return forgotten_;
}

DecodedUploads::Key DecodedUploads::key(const WorkspaceId& workspace, std::span<const std::byte> contents) {
    Sha256 digest;
    digest.update(contents);
    return {workspace.text(), digest.finish()};
}

std::optional<DecodedPicture> DecodedUploads::find(const Key& key) {
    const std::lock_guard lock(mutex_);
    const auto found = by_name_.find(name_of(key));
    if (found == by_name_.end()) return std::nullopt;
    kept_.splice(kept_.begin(), kept_, found->second);
    return found->second->picture;
}

void DecodedUploads::keep(const Key& key, std::uint64_t moment, const DecodedPicture& picture) {
    const std::lock_guard lock(mutex_);
    if (moment != forgotten_) return;
    const std::string name = name_of(key);
    if (by_name_.contains(name)) return;
    kept_.push_front({name, picture});
    by_name_.emplace(name, kept_.begin());
    if (kept_.size() <= most_) return;
    by_name_.erase(kept_.back().name);
    kept_.pop_back();
}

void DecodedUploads::forget(const WorkspaceId& workspace) {
    const std::lock_guard lock(mutex_);
    ++forgotten_;
    // A name of a workspace has no '/'.
    const std::string prefix = workspace.text() + '/';
    auto each = by_name_.lower_bound(prefix);
    while (each != by_name_.end() && each->first.starts_with(prefix)) {
        kept_.erase(each->second);
        each = by_name_.erase(each);
    }
}

}  // namespace eigenfaces::service
