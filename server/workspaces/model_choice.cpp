#include "workspaces/model_choice.hpp"

#include <cerrno>

#include <nlohmann/json.hpp>

#include "storage/atomic_file.hpp"
#include "storage/read_file.hpp"

namespace eigenfaces::service {

namespace {

std::filesystem::path file_in(const std::filesystem::path& models_folder) {
    return models_folder / "choice.json";
}

}  // namespace

StorageResult<ModelChoice> read_model_choice(const std::filesystem::path& models_folder) {
    const auto text = read_file(file_in(models_folder), 64UL << 10U);
    if (!text) {
        if (text.error().error_number == ENOENT) return ModelChoice{};
        return tl::unexpected(text.error());
    }
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    if (json.is_object() && json.contains("chosen") && json["chosen"].is_number_unsigned() &&
        json.contains("last") && json["last"].is_number_unsigned()) {
        return ModelChoice{json["chosen"].get<std::uint64_t>(), json["last"].get<std::uint64_t>()};
    }
    return tl::unexpected(system_error("understand", file_in(models_folder), EBADMSG));
}

StorageResult<void> write_model_choice(const std::filesystem::path& models_folder,
                                       const ModelChoice& choice) {
    return replace_file(file_in(models_folder),
                        nlohmann::json{{"chosen", choice.chosen}, {"last", choice.last}}.dump() + "\n");
}

}  // namespace eigenfaces::service
