#include "workspaces/data_set_choice.hpp"

#include <cerrno>
#include <system_error>

#include <nlohmann/json.hpp>

#include "storage/atomic_file.hpp"
#include "storage/make_folders.hpp"
#include "storage/read_file.hpp"

namespace eigenfaces::service {

StorageResult<std::optional<Sha256>> read_data_set_choice(const std::filesystem::path& file) {
    const auto text = read_file(file, 64UL << 10U);
    if (!text) {
        if (text.error().error_number == ENOENT) return std::nullopt;
        return tl::unexpected(text.error());
    }
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    if (json.is_object() && json.contains("sha256") && json["sha256"].is_string()) {
        if (auto digest = Sha256::from_hex(json["sha256"].get<std::string>())) return digest;
    }
    return tl::unexpected(system_error("understand", file, EBADMSG));
}

StorageResult<void> write_data_set_choice(const std::filesystem::path& file, const Sha256& digest) {
    if (auto made = make_folders(file.parent_path()); !made) return made;
    return replace_file(file, nlohmann::json{{"sha256", digest.hex()}}.dump() + "\n");
}

}  // namespace eigenfaces::service
