#include "workspaces/uploads.hpp"

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>
#include <system_error>
#include <tuple>
#include <unistd.h>

#include "storage/atomic_file.hpp"
#include "storage/make_folders.hpp"
#include "storage/read_file.hpp"
#include "storage/rename.hpp"
#include "storage/temporary_name.hpp"

namespace eigenfaces::service {

namespace fs = std::filesystem;

namespace {

struct File {
    std::uint64_t bytes = 0;
    std::chrono::system_clock::time_point time;
};

StorageResult<File> look_at(const fs::path& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) return tl::unexpected(system_error("look at", path));
    const auto since_1970 =
        std::chrono::seconds(status.st_mtim.tv_sec) + std::chrono::nanoseconds(status.st_mtim.tv_nsec);
    return File{static_cast<std::uint64_t>(status.st_size),
                std::chrono::system_clock::time_point(
                    std::chrono::duration_cast<std::chrono::system_clock::duration>(since_1970))};
}

}  // namespace

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

StorageResult<std::vector<Uploads::Stored>> Uploads::list() const {
    std::vector<Stored> found;
    std::error_code error;
    fs::directory_iterator entry(folder_, error);
    if (error == std::errc::no_such_file_or_directory) return found;
    for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (name.starts_with(temporary_prefix)) continue;
        auto picture = PictureName::from_client(name);
        if (!picture || picture->text() != name) continue;  // not one of ours
        const auto file = look_at(entry->path());
        if (!file && file.error().error_number == ENOENT) continue;  // deleted since it was listed
        if (!file) return tl::unexpected(file.error());
        found.push_back({*std::move(picture), file->bytes, file->time});
    }
    if (error) return tl::unexpected(system_error("list", folder_, error.value()));
    std::sort(found.begin(), found.end(), [](const Stored& a, const Stored& b) { return a.name < b.name; });
    return found;
}

StorageResult<bool> Uploads::remove(const PictureName& name) const {
    const fs::path path = folder_ / name.text();
    if (::unlink(path.c_str()) == 0) return true;
    if (errno == ENOENT) return false;
    return tl::unexpected(system_error("remove", path));
}

StorageResult<std::size_t> Uploads::remove_older(std::chrono::system_clock::time_point time) const {
    const auto stored = list();
    if (!stored) return tl::unexpected(stored.error());
    std::size_t removed = 0;
    for (const Stored& picture : *stored) {
        if (picture.time >= time) continue;
        // Out of the way first: under its name there may be a new picture by now, which is put back.
        const fs::path path = folder_ / picture.name.text();
        const fs::path aside = folder_ / temporary_name();
        if (auto moved = rename_new(path, aside); !moved) {
            if (moved.error().error_number == ENOENT) continue;
            return tl::unexpected(moved.error());
        }
        const auto file = look_at(aside);
        if (file && file->time >= time) {
            const auto back = rename_new(aside, path);
            if (back) continue;
            if (back.error().error_number != EEXIST) return tl::unexpected(back.error());
        }
        if (::unlink(aside.c_str()) != 0) return tl::unexpected(system_error("remove", aside));
        ++removed;
    }
    return removed;
}

StorageResult<std::optional<PictureName>> Uploads::latest() const {
    const auto stored = list();
    if (!stored) return tl::unexpected(stored.error());
    const auto newest = std::max_element(
        stored->begin(), stored->end(),
        [](const Stored& a, const Stored& b) { return std::tie(a.time, a.name) < std::tie(b.time, b.name); });
    if (newest == stored->end()) return std::nullopt;
    return newest->name;
}

}  // namespace eigenfaces::service
