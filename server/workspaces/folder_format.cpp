#include "workspaces/folder_format.hpp"

#include <cerrno>
#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include "storage/atomic_file.hpp"
#include "storage/read_file.hpp"

namespace eigenfaces::service {

namespace {

std::filesystem::path file_in(const std::filesystem::path& data_dir) {
    return data_dir / "format.json";
}

}  // namespace

StorageResult<std::optional<unsigned>> read_folder_format(const std::filesystem::path& data_dir) {
    const std::filesystem::path file = file_in(data_dir);
    const auto text = read_file(file, 64UL << 10U);
    if (!text) {
        if (text.error().error_number == ENOENT) return std::nullopt;
        return tl::unexpected(text.error());
    }
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    if (!json.is_object() || !json.contains("format") || !json["format"].is_number_unsigned())
        return tl::unexpected(system_error("understand", file, EBADMSG));
    const auto format = json["format"].get<std::uint64_t>();
    if (format > folder_format) {
        return tl::unexpected(
            StorageError{data_dir, "use", ENOTSUP,
                         "its data has format " + std::to_string(format) +
                             ", and this program knows formats up to " + std::to_string(folder_format) +
                             "; take a newer version of the program, or another --data-dir"});
    }
    return static_cast<unsigned>(format);
}

StorageResult<void> write_folder_format(const std::filesystem::path& data_dir) {
    return replace_file(file_in(data_dir), nlohmann::json{{"format", folder_format}}.dump() + "\n");
}

}  // namespace eigenfaces::service
