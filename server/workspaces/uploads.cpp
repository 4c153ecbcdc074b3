#include "workspaces/uploads.hpp"

#include <cerrno>
#include <system_error>

#include "storage/atomic_file.hpp"
#include "storage/make_folders.hpp"
#include "storage/read_file.hpp"
#include "storage/temporary_name.hpp"

namespace eigenfaces::service {

namespace fs = std::filesystem;

StorageResult<void> Uploads::store(const PictureName& name, std::span<const std::byte> contents) const {
    if (auto made = make_folders(folder_); !made) return made;
    return replace_file(folder_ / name.text(), contents);
}

StorageResult<std::string> Uploads::read(const PictureName& name) const {
    // What is stored was limited when it came; this limit only keeps a file that somebody else put here from
    // filling the memory.
    constexpr std::uint64_t largest = 256UL << 20U;
    return read_file(folder_ / name.text(), largest);
}

StorageResult<std::optional<PictureName>> Uploads::latest() const {
    std::error_code error;
    fs::directory_iterator entries(folder_, error);
    if (error == std::errc::no_such_file_or_directory) return std::nullopt;
    if (error) return tl::unexpected(system_error("list", folder_, error.value()));
    std::optional<PictureName> found;
    fs::file_time_type newest;
    for (const auto& entry : entries) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(temporary_prefix)) continue;
        const auto written = entry.last_write_time(error);
        if (error) continue;  // deleted since it was listed
        auto picture = PictureName::from_client(name);
        if (!picture || picture->text() != name) continue;  // not one of ours
        if (!found || written > newest || (written == newest && *picture > *found)) {
            newest = written;
            found = std::move(picture);
        }
    }
    return found;
}

}  // namespace eigenfaces::service
