#include "workspaces/folder_data_sets.hpp"

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "storage/atomic_file.hpp"
#include "storage/descriptor.hpp"
#include "storage/file_status.hpp"
#include "storage/make_folders.hpp"
#include "storage/read_file.hpp"
#include "storage/remove_tree.hpp"
#include "storage/rename.hpp"
#include "storage/staged_folder.hpp"
#include "storage/temporary_name.hpp"

namespace eigenfaces::service {

namespace {

namespace fs = std::filesystem;

/// Names of what is in a folder and no temporary; none where there is no folder.
StorageResult<std::vector<std::string>> names_of(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    if (error == std::errc::no_such_file_or_directory) return names;
    for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
        std::string name = entry->path().filename().string();
        if (!name.starts_with('.')) names.push_back(std::move(name));
    }
    if (error) return tl::unexpected(system_error("list", folder, error.value()));
    std::sort(names.begin(), names.end());
    return names;
}

bool is_folder(const fs::path& path) {
    struct stat status {};
    return lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

/// Until the names in it are on the device.
StorageResult<void> flush(const fs::path& folder) {
    const auto opened = open_folder(folder);
    if (!opened) return tl::unexpected(opened.error());
    return synchronise(*opened, folder);
}

tl::unexpected<ObjectError> failed(const StorageError& error) {
    return tl::unexpected(to_object_error(error));
}

template <typename T>
ObjectResult<T> as_object_result(StorageResult<T> result) {
    if (!result) return failed(result.error());
    if constexpr (std::is_void_v<T>) {
        return {};
    } else {
        return *std::move(result);
    }
}

bool is_missing(const StorageError& error) {
    return error.error_number == ENOENT || error.error_number == ENOTDIR;
}

}  // namespace

ObjectResult<bool> FolderDataSets::create(const DataSetName& name) const {
    if (is_folder(pictures_folder(name))) return false;
    if (auto made = make_folders(pictures_folder(name)); !made) return failed(made.error());
    return true;
}

ObjectResult<std::vector<DataSetName>> FolderDataSets::names() const {
    const auto names = names_of(folder_);
    if (!names) return failed(names.error());
    std::vector<DataSetName> found;
    for (const std::string& text : *names) {
        auto name = DataSetName::parse(text);
        if (name && is_folder(pictures_folder(*name))) found.push_back(*std::move(name));
    }
    return found;
}

ObjectResult<std::optional<std::vector<OwnDataSets::Picture>>> FolderDataSets::pictures(
    const DataSetName& name) const {
    if (!is_folder(pictures_folder(name))) return std::nullopt;
    const auto people = names_of(pictures_folder(name));
    if (!people) return failed(people.error());
    std::vector<Picture> found;
    for (const std::string& folder : *people) {
        const auto person = PersonName::from_client(folder);
        if (!person || person->folder() != folder) continue;  // not one of ours
        const auto files = names_of(folder_of(name, *person));
        if (!files) return failed(files.error());
        for (const std::string& file : *files) {
            const auto picture = PictureName::from_client(file);
            if (!picture || picture->text() != file) continue;
            const auto status = look_at_file(folder_of(name, *person) / file);
            if (!status) return failed(status.error());
            if (!*status) continue;  // gone meanwhile
            found.push_back(
                {*person, *picture, (*status)->size,
                 ObjectTag{std::to_string((*status)->inode) + '-' + std::to_string((*status)->size) + '-' +
                           std::to_string((*status)->modified)}});
        }
    }
    return found;
}

ObjectResult<bool> FolderDataSets::remove(const DataSetName& name) const {
    return as_object_result(remove_folder(folder_ / name.text(), folder_));
}

ObjectResult<OwnDataSets::Source> FolderDataSets::source(const DataSetName& name,
                                                         const std::stop_token& /*stop*/) const {
    return Source{pictures_folder(name), faces(name)};
}

ObjectResult<std::vector<PictureName>> FolderDataSets::pictures_of(const DataSetName& name,
                                                                   const PersonName& person) const {
    const auto files = names_of(folder_of(name, person));
    if (!files) return failed(files.error());
    std::vector<PictureName> found;
    for (const std::string& file : *files) {
        auto picture = PictureName::from_client(file);
        if (picture && picture->text() == file) found.push_back(*std::move(picture));
    }
    return found;
}

ObjectResult<void> FolderDataSets::store(const DataSetName& name, const PersonName& person,
                                         const PictureName& picture,
                                         std::span<const std::byte> contents) const {
    const fs::path folder = folder_of(name, person);
    if (auto made = make_folders(folder); !made) return failed(made.error());
    return as_object_result(replace_file(folder / picture.text(), contents));
}

ObjectResult<void> FolderDataSets::adopt(const DataSetName& name, const PersonName& person,
                                         const PictureName& picture, const fs::path& file) const {
    const fs::path folder = folder_of(name, person);
    if (auto made = make_folders(folder); !made) return failed(made.error());
    // As every other file: the user's alone.
    if (::chmod(file.c_str(), 0600) != 0) return failed(system_error("set the mode of", file));
    return as_object_result(rename_over(file, folder / picture.text()));
}

ObjectResult<void> FolderDataSets::flush_pictures(const DataSetName& name) const {
    return as_object_result(synchronise_tree(pictures_folder(name)));
}

ObjectResult<std::optional<std::uint64_t>> FolderDataSets::size_of(const DataSetName& name,
                                                                   const PersonName& person,
                                                                   const PictureName& picture) const {
    const auto status = look_at_file(folder_of(name, person) / picture.text());
    if (!status) return failed(status.error());
    if (!*status) return std::nullopt;
    return (*status)->size;
}

ObjectResult<std::optional<std::string>> FolderDataSets::read(const DataSetName& name,
                                                              const PersonName& person,
                                                              const PictureName& picture) const {
    auto contents = read_file(folder_of(name, person) / picture.text(), largest_picture);
    if (contents) return *std::move(contents);
    if (is_missing(contents.error())) return std::nullopt;
    return failed(contents.error());
}

ObjectResult<bool> FolderDataSets::remove(const DataSetName& name, const PersonName& person,
                                          const PictureName& picture) const {
    const fs::path folder = folder_of(name, person);
    const fs::path path = folder / picture.text();
    if (auto forgotten = forget_faces(name); !forgotten) return tl::unexpected(forgotten.error());
    if (::unlink(path.c_str()) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) return false;
        return failed(system_error("remove", path));
    }
    if (auto flushed = flush(folder); !flushed) return failed(flushed.error());
    // Fails where there are others, and then the person stays.
    if (::rmdir(folder.c_str()) == 0) {
        if (auto flushed = flush(folder.parent_path()); !flushed) return failed(flushed.error());
    }
    return true;
}

ObjectResult<bool> FolderDataSets::remove(const DataSetName& name, const PersonName& person) const {
    if (auto forgotten = forget_faces(name); !forgotten) return tl::unexpected(forgotten.error());
    return as_object_result(remove_folder(folder_of(name, person), folder_ / name.text()));
}

ObjectResult<OwnDataSets::Renaming> FolderDataSets::rename(const DataSetName& name, const PersonName& from,
                                                           const PersonName& to) const {
    const fs::path old_folder = folder_of(name, from);
    if (!is_folder(old_folder)) return Renaming::missing;
    if (from == to) return Renaming::renamed;
    // What was decoded is kept by path, which is a person's name.
    if (auto forgotten = forget_faces(name); !forgotten) return tl::unexpected(forgotten.error());
    if (auto renamed = rename_new(old_folder, folder_of(name, to)); !renamed) {
        if (renamed.error().error_number == EEXIST) return Renaming::taken;
        return failed(renamed.error());
    }
    if (auto flushed = flush(pictures_folder(name)); !flushed) return failed(flushed.error());
    return Renaming::renamed;
}

ObjectResult<void> FolderDataSets::forget_faces(const DataSetName& name) const {
    return as_object_result(remove_tree(faces(name)));
}

StorageResult<void> FolderDataSets::sweep() const {
    if (!is_folder(folder_)) return {};
    if (auto swept = sweep_temporaries(folder_); !swept) return tl::unexpected(swept.error());
    const auto names = names_of(folder_);
    if (!names) return tl::unexpected(names.error());
    for (const std::string& text : *names) {
        const auto name = DataSetName::parse(text);
        if (!name || !is_folder(pictures_folder(*name))) continue;
        for (const fs::path& folder : {folder_ / text, pictures_folder(*name)}) {
            if (auto swept = sweep_temporaries(folder); !swept) return tl::unexpected(swept.error());
        }
        // As model/replacing_file.hpp calls a file that is not complete yet.
        if (auto removed = remove_tree(folder_ / text / "faces.partial"); !removed) return removed;
        const auto people = names_of(pictures_folder(*name));
        if (!people) return tl::unexpected(people.error());
        for (const std::string& person : *people) {
            const fs::path folder = pictures_folder(*name) / person;
            if (!is_folder(folder)) continue;
            if (auto swept = sweep_temporaries(folder); !swept) return tl::unexpected(swept.error());
            // A folder that was made for a picture which did not come.
            ::rmdir(folder.c_str());
        }
    }
    return {};
}

}  // namespace eigenfaces::service
