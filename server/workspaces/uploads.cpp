#include "workspaces/uploads.hpp"

#include <algorithm>
#include <tuple>

namespace eigenfaces::service {

ObjectResult<void> Uploads::store(const PictureName& name, std::span<const std::byte> contents) const {
    if (auto written = objects_->write(key_of(name), contents); !written)
        return tl::unexpected(written.error());
    return {};
}

ObjectResult<std::optional<std::string>> Uploads::read(const PictureName& name) const {
    // What is stored was limited when it came; this limit only keeps an object that somebody else put here
    // from filling the memory.
    constexpr std::uint64_t largest = 256UL << 20U;
    auto object = objects_->read(key_of(name), largest);
    if (!object) return tl::unexpected(object.error());
    if (!*object) return std::nullopt;
    return std::move((*object)->bytes);
}

ObjectResult<std::vector<Uploads::Stored>> Uploads::list() const {
    const auto objects = objects_->list(folder_);
    if (!objects) return tl::unexpected(objects.error());
    std::vector<Stored> found;
    for (const ObjectInfo& object : *objects) {
        auto picture = PictureName::from_client(object.key.name());
        if (!picture || key_of(*picture) != object.key) continue;  // not one of ours
        found.push_back({*std::move(picture), object.bytes, object.time});
    }
    return found;
}

ObjectResult<bool> Uploads::remove(const PictureName& name) const {
    return objects_->remove(key_of(name));
}

ObjectResult<void> Uploads::remove_all() const {
    const auto stored = list();
    if (!stored) return tl::unexpected(stored.error());
    std::vector<ObjectKey> keys;
    for (const Stored& picture : *stored)
        keys.push_back(key_of(picture.name));
    return objects_->remove_each(keys);
}

ObjectResult<std::size_t> Uploads::remove_older(std::chrono::system_clock::time_point time) const {
    const auto objects = objects_->list(folder_);
    if (!objects) return tl::unexpected(objects.error());
    std::size_t removed = 0;
    for (const ObjectInfo& object : *objects) {
        const auto picture = PictureName::from_client(object.key.name());
        if (object.time >= time || !picture || key_of(*picture) != object.key) continue;
        const auto done = objects_->remove_if(object.key, object.tag);
        if (!done) return tl::unexpected(done.error());
        if (*done) ++removed;
    }
    return removed;
}

ObjectResult<std::optional<PictureName>> Uploads::latest() const {
    const auto stored = list();
    if (!stored) return tl::unexpected(stored.error());
    const auto newest = std::max_element(
        stored->begin(), stored->end(),
        [](const Stored& a, const Stored& b) { return std::tie(a.time, a.name) < std::tie(b.time, b.name); });
    if (newest == stored->end()) return std::nullopt;
    return newest->name;
}

}  // namespace eigenfaces::service
