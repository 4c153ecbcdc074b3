#include "objects/folder_objects.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <set>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "objects/folder_listing.hpp"
#include "storage/atomic_file.hpp"
#include "storage/make_folders.hpp"
#include "storage/read_file.hpp"
#include "storage/remove_tree.hpp"

namespace eigenfaces::service {

namespace {

namespace fs = std::filesystem;

tl::unexpected<ObjectError> failed(const StorageError& error) {
    return tl::unexpected(to_object_error(error));
}

tl::unexpected<ObjectError> stopped(const fs::path& path) {
    return tl::unexpected(
        ObjectError{ObjectError::Kind::stopped, "what was done with " + path.string() + " was stopped"});
}

/// There is no file, but nothing, or a folder.
bool is_missing(const StorageError& error) {
    return error.error_number == ENOENT || error.error_number == ENOTDIR || error.error_number == EISDIR;
}

ObjectTag tag_of(const FileStatus& status) {
    return {std::to_string(status.inode) + '-' + std::to_string(status.size) + '-' +
            std::to_string(status.modified)};
}

/// Most writes go to a folder that is there.
StorageResult<AtomicFile> create(const fs::path& path) {
    auto file = AtomicFile::create(path);
    if (file || file.error().error_number != ENOENT) return file;
    if (auto made = make_folders(path.parent_path()); !made) return tl::unexpected(made.error());
    return AtomicFile::create(path);
}

StorageResult<AtomicFile> create_with(const fs::path& path, std::span<const std::byte> bytes) {
    auto file = create(path);
    if (!file) return file;
    if (auto written = file->write(bytes); !written) return tl::unexpected(written.error());
    return file;
}

StorageResult<void> flush_folder(const fs::path& folder) {
    const auto opened = open_folder(folder);
    if (opened) return synchronise(*opened, folder);
    if (opened.error().error_number == ENOENT) return {};  // removed meanwhile, with all that was in it
    return tl::unexpected(opened.error());
}

StorageResult<Descriptor> open_file(const fs::path& path) {
    Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file) return tl::unexpected(system_error("read", path));
    return file;
}

StorageResult<FileStatus> status_of(const Descriptor& file, const fs::path& path) {
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) return tl::unexpected(system_error("read", path));
    if (S_ISDIR(status.st_mode)) return tl::unexpected(system_error("read", path, EISDIR));
    if (!S_ISREG(status.st_mode)) return tl::unexpected(system_error("read", path, EINVAL));
    return file_status(status);
}

/// Not what the file may grow by meanwhile: it is one that is complete.
ObjectResult<void> copy(const Descriptor& from, const fs::path& path, AtomicFile& to,
                        const std::stop_token& stop) {
    constexpr std::size_t at_once = 1UL << 20U;
    std::vector<std::byte> buffer(at_once);
    for (;;) {
        if (stop.stop_requested()) return stopped(path);
        const ssize_t count = ::read(from.get(), buffer.data(), buffer.size());
        if (count == 0) return {};
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return failed(system_error("read", path));
        if (auto written = to.write(std::span(buffer).first(static_cast<std::size_t>(count))); !written)
            return failed(written.error());
    }
}

}  // namespace

StorageResult<std::optional<FileStatus>> FolderObjects::look_at(const ObjectKey& key) const {
    return look_at_file(path_of(key));
}

ObjectResult<std::optional<Object>> FolderObjects::read(const ObjectKey& key, std::uint64_t max_bytes) {
    auto file = read_file_and_status(path_of(key), max_bytes);
    if (!file && is_missing(file.error())) return std::nullopt;
    if (!file) return failed(file.error());
    return Object{std::move(file->bytes), tag_of(file->status), file->status.time()};
}

ObjectResult<std::optional<ObjectInfo>> FolderObjects::describe(const ObjectKey& key) {
    const auto status = look_at(key);
    if (!status) return failed(status.error());
    if (!*status) return std::nullopt;
    return ObjectInfo{key, (*status)->size, tag_of(**status), (*status)->time()};
}

ObjectResult<ObjectTag> FolderObjects::write(const ObjectKey& key, std::span<const std::byte> bytes) {
    auto file = create_with(path_of(key), bytes);
    if (!file) return failed(file.error());
    const KeyLocks::Shared lock(locks_, key);
    if (auto stored = file->commit(); !stored) return failed(stored.error());
    return tag_of(file->status());
}

ObjectResult<std::optional<ObjectTag>> FolderObjects::write_new(const ObjectKey& key,
                                                                std::span<const std::byte> bytes) {
    auto file = create_with(path_of(key), bytes);
    if (!file) return failed(file.error());
    auto stored = file->commit_new();
    if (!stored && stored.error().error_number == EEXIST) return std::nullopt;
    if (!stored) return failed(stored.error());
    return tag_of(file->status());
}

ObjectResult<std::optional<ObjectTag>> FolderObjects::replace(const ObjectKey& key, const ObjectTag& expected,
                                                              std::span<const std::byte> bytes) {
    const KeyLocks::Alone lock(locks_, key);
    const auto status = look_at(key);
    if (!status) return failed(status.error());
    if (!*status || tag_of(**status) != expected) return std::nullopt;
    auto file = create_with(path_of(key), bytes);
    if (!file) return failed(file.error());
    if (auto stored = file->commit(); !stored) return failed(stored.error());
    return tag_of(file->status());
}

StorageResult<bool> FolderObjects::unlink(const ObjectKey& key) {
    const fs::path path = path_of(key);
    if (::unlink(path.c_str()) == 0) return true;
    const StorageError error = system_error("remove", path);
    if (is_missing(error)) return false;
    return tl::unexpected(error);
}

ObjectResult<bool> FolderObjects::remove(const ObjectKey& key) {
    {
        const KeyLocks::Shared lock(locks_, key);
        const auto removed = unlink(key);
        if (!removed) return failed(removed.error());
        if (!*removed) return false;
    }
    if (auto flushed = flush_folder(path_of(key).parent_path()); !flushed) return failed(flushed.error());
    return true;
}

ObjectResult<bool> FolderObjects::remove_if(const ObjectKey& key, const ObjectTag& expected) {
    const KeyLocks::Alone lock(locks_, key);
    const auto status = look_at(key);
    if (!status) return failed(status.error());
    if (!*status || tag_of(**status) != expected) return false;
    const auto removed = unlink(key);
    if (!removed) return failed(removed.error());
    return *removed;
}

ObjectResult<void> FolderObjects::remove_each(std::span<const ObjectKey> keys) {
    // One flush for all that lie together.
    std::set<fs::path> changed;
    for (const ObjectKey& key : keys) {
        const KeyLocks::Shared lock(locks_, key);
        const auto removed = unlink(key);
        if (!removed) return failed(removed.error());
        if (*removed) changed.insert(path_of(key).parent_path());
    }
    for (const fs::path& folder : changed) {
        if (auto flushed = flush_folder(folder); !flushed) return failed(flushed.error());
    }
    return {};
}

ObjectResult<std::vector<ObjectInfo>> FolderObjects::list(const ObjectKey& folder) {
    const auto files = files_below(path_of(folder));
    if (!files) return failed(files.error());
    std::vector<ObjectInfo> objects;
    objects.reserve(files->size());
    for (const ListedFile& file : *files) {
        auto key = ObjectKey::parse(folder.text() + '/' + file.path);
        if (!key) continue;  // not one of ours
        objects.push_back({*std::move(key), file.status.size, tag_of(file.status), file.status.time()});
    }
    std::sort(objects.begin(), objects.end(),
              [](const ObjectInfo& a, const ObjectInfo& b) { return a.key < b.key; });
    return objects;
}

ObjectResult<std::vector<std::string>> FolderObjects::names(const ObjectKey& folder) {
    auto names = file_names_in(path_of(folder));
    if (!names) return failed(names.error());
    std::erase_if(*names, [](const std::string& name) { return !ObjectKey::parse(name); });
    std::sort(names->begin(), names->end());
    return *std::move(names);
}

ObjectResult<std::vector<std::string>> FolderObjects::folders(const ObjectKey& folder) {
    auto names = folder_names_in(path_of(folder));
    if (!names) return failed(names.error());
    std::erase_if(*names, [](const std::string& name) { return !ObjectKey::parse(name); });
    std::sort(names->begin(), names->end());
    return *std::move(names);
}

ObjectResult<std::size_t> FolderObjects::remove_all(const ObjectKey& folder) {
    const fs::path path = path_of(folder);
    std::error_code none;
    if (!fs::is_directory(fs::symlink_status(path, none))) return 0;
    const auto files = files_below(path);
    if (!files) return failed(files.error());
    if (auto removed = remove_folder(path, root_); !removed) return failed(removed.error());
    return files->size();
}

ObjectResult<ObjectTag> FolderObjects::write_file(const ObjectKey& key, const fs::path& file,
                                                  const std::stop_token& stop) {
    const auto source = open_file(file);
    if (!source) return failed(source.error());
    if (const auto status = status_of(*source, file); !status) return failed(status.error());
    auto stored = create(path_of(key));
    if (!stored) return failed(stored.error());
    if (auto copied = copy(*source, file, *stored, stop); !copied) return tl::unexpected(copied.error());
    const KeyLocks::Shared lock(locks_, key);
    if (auto committed = stored->commit(); !committed) return failed(committed.error());
    return tag_of(stored->status());
}

ObjectResult<std::optional<ObjectTag>> FolderObjects::read_file(const ObjectKey& key, const fs::path& file,
                                                                std::uint64_t max_bytes,
                                                                const std::stop_token& stop) {
    const fs::path path = path_of(key);
    const auto source = open_file(path);
    if (!source && is_missing(source.error())) return std::nullopt;
    if (!source) return failed(source.error());
    const auto status = status_of(*source, path);
    if (!status && is_missing(status.error())) return std::nullopt;
    if (!status) return failed(status.error());
    if (status->size > max_bytes) {
        return failed(StorageError{path, "read", EFBIG,
                                   "larger than the limit of " + std::to_string(max_bytes) + " bytes"});
    }
    auto copied = AtomicFile::create(file);
    if (!copied) return failed(copied.error());
    if (auto done = copy(*source, path, *copied, stop); !done) return tl::unexpected(done.error());
    if (auto committed = copied->commit(); !committed) return failed(committed.error());
    return tag_of(*status);
}

}  // namespace eigenfaces::service
