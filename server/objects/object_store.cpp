#include "objects/object_store.hpp"

#include <utility>

namespace eigenfaces::service {

ObjectResult<bool> ObjectStore::remove_if(const ObjectKey& key, const ObjectTag& expected) {
    const auto found = describe(key);
    if (!found) return tl::unexpected(found.error());
    if (!*found || (*found)->tag != expected) return false;
    return remove(key);
}

ObjectResult<void> ObjectStore::remove_each(std::span<const ObjectKey> keys) {
    for (const ObjectKey& key : keys) {
        if (auto removed = remove(key); !removed) return tl::unexpected(removed.error());
    }
    return {};
}

ObjectResult<std::vector<std::string>> ObjectStore::names(const ObjectKey& folder) {
    const auto objects = list(folder);
    if (!objects) return tl::unexpected(objects.error());
    std::vector<std::string> names;
    for (const ObjectInfo& object : *objects) {
        std::string name = object.key.text().substr(folder.text().size() + 1);
        if (name.find('/') == std::string::npos) names.push_back(std::move(name));
    }
    return names;
}

}  // namespace eigenfaces::service
