#include "workspaces/store_format.hpp"

#include <cstdint>
#include <span>
#include <string>

#include <nlohmann/json.hpp>

#include "workspaces/folder_format.hpp"

namespace eigenfaces::service {

namespace {

using nlohmann::json;

constexpr std::uint64_t largest_record = 64UL << 10U;

}  // namespace

ObjectResult<void> adopt_store(ObjectStore& objects, const std::function<ObjectResult<void>()>& prove) {
    const ObjectKey key("store.json");
    const auto stored = objects.read(key, largest_record);
    if (!stored) return tl::unexpected(stored.error());
    if (*stored) {
        const json record = json::parse((*stored)->bytes, nullptr, false);
        const auto format = record.is_object() ? record.find("format") : record.end();
        if (!record.is_object() || format == record.end() || !format->is_number_unsigned())
            return tl::unexpected(not_understood(key));
        if (format->get<unsigned>() <= folder_format) return {};
        return tl::unexpected(ObjectError{
            ObjectError::Kind::denied, "the store has format " + std::to_string(format->get<unsigned>()) +
                                           ", and this program knows up to " + std::to_string(folder_format) +
                                           ": a newer version uses it"});
    }
    if (auto proved = prove(); !proved) return proved;
    const std::string text = json{{"format", folder_format}}.dump() + '\n';
    // Where another server was faster, it has written the same.
    const auto written = objects.write_new(key, std::as_bytes(std::span(text)));
    if (!written) return tl::unexpected(written.error());
    return {};
}

}  // namespace eigenfaces::service
