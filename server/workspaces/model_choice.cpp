#include "workspaces/model_choice.hpp"

#include <span>

#include <nlohmann/json.hpp>

namespace eigenfaces::service {

namespace {

ObjectKey key_in(const ObjectKey& models) {
    return models / "choice.json";
}

std::string text_of(const ModelChoice& choice) {
    nlohmann::json json = {{"chosen", choice.chosen}, {"last", choice.last}};
    if (!choice.tag.empty()) json["tag"] = choice.tag;
    return json.dump() + "\n";
}

}  // namespace

ObjectResult<StoredModelChoice> read_model_choice(ObjectStore& objects, const ObjectKey& models) {
    const auto object = objects.read(key_in(models), 64UL << 10U);
    if (!object) return tl::unexpected(object.error());
    if (!*object) return StoredModelChoice{};
    const auto json = nlohmann::json::parse((*object)->bytes, nullptr, false);
    if (!json.is_object() || !json.contains("chosen") || !json["chosen"].is_number_unsigned() ||
        !json.contains("last") || !json["last"].is_number_unsigned()) {
        return tl::unexpected(not_understood(key_in(models)));
    }
    ModelChoice choice{json["chosen"].get<std::uint64_t>(), json["last"].get<std::uint64_t>()};
    if (json.contains("tag") && json["tag"].is_string()) choice.tag = json["tag"].get<std::string>();
    return StoredModelChoice{std::move(choice), (*object)->tag};
}

ObjectResult<bool> replace_model_choice(ObjectStore& objects, const ObjectKey& models,
                                        const StoredModelChoice& read, const ModelChoice& choice) {
    const std::string text = text_of(choice);
    const auto bytes = std::as_bytes(std::span(text));
    const auto written = read.tag ? objects.replace(key_in(models), *read.tag, bytes)
                                  : objects.write_new(key_in(models), bytes);
    if (!written) return tl::unexpected(written.error());
    return written->has_value();
}

}  // namespace eigenfaces::service
