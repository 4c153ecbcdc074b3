#include "workspaces/data_set_choice.hpp"

#include <span>
#include <string>

#include <nlohmann/json.hpp>

namespace eigenfaces::service {

ObjectResult<std::optional<Sha256>> read_data_set_choice(ObjectStore& objects, const ObjectKey& key) {
    const auto object = objects.read(key, 64UL << 10U);
    if (!object) return tl::unexpected(object.error());
    if (!*object) return std::nullopt;
    const auto json = nlohmann::json::parse((*object)->bytes, nullptr, false);
    if (json.is_object() && json.contains("sha256") && json["sha256"].is_string()) {
        if (auto digest = Sha256::from_hex(json["sha256"].get<std::string>())) return digest;
    }
    return tl::unexpected(not_understood(key));
}

ObjectResult<void> write_data_set_choice(ObjectStore& objects, const ObjectKey& key, const Sha256& digest) {
    const std::string text = nlohmann::json{{"sha256", digest.hex()}}.dump() + "\n";
    if (auto written = objects.write(key, std::as_bytes(std::span(text))); !written)
        return tl::unexpected(written.error());
    return {};
}

}  // namespace eigenfaces::service
