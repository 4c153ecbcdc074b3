#include "jobs/job_index.hpp"

#include <cstdint>
#include <span>
#include <string>

#include <nlohmann/json.hpp>

namespace eigenfaces::service {

namespace {

using nlohmann::json;

constexpr std::uint64_t largest_index = 64UL << 10U;

}  // namespace

bool is_job_id(std::string_view text) {
    return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

ObjectKey job_index_key(std::string_view id) {
    return ObjectKey("jobs") / (std::string(id) + ".json");
}

ObjectResult<void> write_job_index(ObjectStore& objects, std::string_view id, const WorkspaceId& workspace) {
    const std::string index = json{{"workspace", workspace.text()}}.dump() + '\n';
    const auto written = objects.write(job_index_key(id), std::as_bytes(std::span(index)));
    if (!written) return tl::unexpected(written.error());
    return {};
}

ObjectResult<std::optional<WorkspaceId>> find_job_index(ObjectStore& objects, std::string_view id) {
    if (!is_job_id(id)) return std::nullopt;
    const ObjectKey key = job_index_key(id);
    const auto object = objects.read(key, largest_index);
    if (!object) return tl::unexpected(object.error());
    if (!*object) return std::nullopt;
    const json index = json::parse((*object)->bytes, nullptr, false);
    if (index.is_object() && index.contains("workspace") && index["workspace"].is_string()) {
        if (auto workspace = WorkspaceId::parse(index["workspace"].get<std::string>())) return workspace;
    }
    return tl::unexpected(not_understood(key));
}

}  // namespace eigenfaces::service
