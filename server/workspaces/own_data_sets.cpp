#include "workspaces/own_data_sets.hpp"

#include <algorithm>
#include <cerrno>
#include <numeric>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "storage/atomic_file.hpp"
#include "storage/descriptor.hpp"
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

}  // namespace

std::optional<DataSetName> DataSetName::parse(std::string_view text) {
    constexpr std::size_t longest = 64;
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    if (text.empty() || text.size() > longest || text.front() == '.') return std::nullopt;
    if (text.find_first_not_of(allowed) != std::string_view::npos) return std::nullopt;
    return DataSetName(text);
}

std::size_t OwnDataSets::Description::pictures() const {
    return std::accumulate(people.begin(), people.end(), std::size_t{0},
                           [](std::size_t sum, const Person& person) { return sum + person.pictures; });
}

std::uint64_t OwnDataSets::Description::bytes() const {
    return std::accumulate(people.begin(), people.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const Person& person) { return sum + person.bytes; });
}

StorageResult<bool> OwnDataSets::create(const DataSetName& name) const {
    if (is_folder(pictures(name))) return false;
    if (auto made = make_folders(pictures(name)); !made) return tl::unexpected(made.error());
    return true;
}

StorageResult<std::vector<OwnDataSets::Description>> OwnDataSets::list() const {
    const auto names = names_of(folder_);
    if (!names) return tl::unexpected(names.error());
    std::vector<Description> found;
    for (const std::string& text : *names) {
        const auto name = DataSetName::parse(text);
        if (!name) continue;
        auto description = describe(*name);
        if (!description) return tl::unexpected(description.error());
        if (*description) found.push_back(**std::move(description));
    }
    return found;
}

StorageResult<std::optional<OwnDataSets::Description>> OwnDataSets::describe(const DataSetName& name) const {
    if (!is_folder(pictures(name))) return std::nullopt;
    const auto people = names_of(pictures(name));
    if (!people) return tl::unexpected(people.error());
    Description description{name, {}};
    for (const std::string& folder : *people) {
        const auto person = PersonName::from_client(folder);
        if (!person || person->folder() != folder) continue;  // not one of ours
        const auto files = names_of(folder_of(name, *person));
        if (!files) return tl::unexpected(files.error());
        Person& entry = description.people.emplace_back(Person{*person});
        for (const std::string& file : *files) {
            struct stat status {};
            if (stat((folder_of(name, *person) / file).c_str(), &status) != 0) continue;  // gone meanwhile
            ++entry.pictures;
            entry.bytes += static_cast<std::uint64_t>(status.st_size);
        }
    }
    return description;
}

StorageResult<bool> OwnDataSets::remove(const DataSetName& name) const {
    return remove_folder(folder_ / name.text(), folder_);
}

StorageResult<std::vector<PictureName>> OwnDataSets::pictures_of(const DataSetName& name,
                                                                 const PersonName& person) const {
    const auto files = names_of(folder_of(name, person));
    if (!files) return tl::unexpected(files.error());
    std::vector<PictureName> found;
    for (const std::string& file : *files) {
        auto picture = PictureName::from_client(file);
        if (picture && picture->text() == file) found.push_back(*std::move(picture));
    }
    return found;
}

StorageResult<void> OwnDataSets::store(const DataSetName& name, const PersonName& person,
                                       const PictureName& picture,
                                       std::span<const std::byte> contents) const {
    const fs::path folder = folder_of(name, person);
    if (auto made = make_folders(folder); !made) return made;
    return replace_file(folder / picture.text(), contents);
}

StorageResult<void> OwnDataSets::adopt(const DataSetName& name, const PersonName& person,
                                       const PictureName& picture, const fs::path& file) const {
    const fs::path folder = folder_of(name, person);
    if (auto made = make_folders(folder); !made) return made;
    // As every other file: the user's alone.
    if (::chmod(file.c_str(), 0600) != 0) return tl::unexpected(system_error("set the mode of", file));
    return rename_over(file, folder / picture.text());
}

StorageResult<void> OwnDataSets::flush_pictures(const DataSetName& name) const {
    return synchronise_tree(pictures(name));
}

std::optional<std::uint64_t> OwnDataSets::size_of(const DataSetName& name, const PersonName& person,
                                                  const PictureName& picture) const {
    struct stat status {};
    if (lstat((folder_of(name, person) / picture.text()).c_str(), &status) != 0) return std::nullopt;
    return static_cast<std::uint64_t>(status.st_size);
}

StorageResult<std::string> OwnDataSets::read(const DataSetName& name, const PersonName& person,
                                             const PictureName& picture) const {
    constexpr std::uint64_t largest = 256UL << 20U;
    return read_file(folder_of(name, person) / picture.text(), largest);
}

StorageResult<bool> OwnDataSets::remove(const DataSetName& name, const PersonName& person,
                                        const PictureName& picture) const {
    const fs::path folder = folder_of(name, person);
    const fs::path path = folder / picture.text();
    if (auto forgotten = forget_faces(name); !forgotten) return tl::unexpected(forgotten.error());
    if (::unlink(path.c_str()) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) return false;
        return tl::unexpected(system_error("remove", path));
    }
    if (auto flushed = flush(folder); !flushed) return tl::unexpected(flushed.error());
    // Fails where there are others, and then the person stays.
    if (::rmdir(folder.c_str()) == 0) {
        if (auto flushed = flush(folder.parent_path()); !flushed) return tl::unexpected(flushed.error());
    }
    return true;
}

StorageResult<bool> OwnDataSets::remove(const DataSetName& name, const PersonName& person) const {
    if (auto forgotten = forget_faces(name); !forgotten) return tl::unexpected(forgotten.error());
    return remove_folder(folder_of(name, person), folder_ / name.text());
}

StorageResult<OwnDataSets::Renaming> OwnDataSets::rename(const DataSetName& name, const PersonName& from,
                                                         const PersonName& to) const {
    const fs::path old_folder = folder_of(name, from);
    if (!is_folder(old_folder)) return Renaming::missing;
    if (from == to) return Renaming::renamed;
    // What was decoded is kept by path, which is a person's name.
    if (auto forgotten = forget_faces(name); !forgotten) return tl::unexpected(forgotten.error());
    if (auto renamed = rename_new(old_folder, folder_of(name, to)); !renamed) {
        if (renamed.error().error_number == EEXIST) return Renaming::taken;
        return tl::unexpected(renamed.error());
    }
    if (auto flushed = flush(pictures(name)); !flushed) return tl::unexpected(flushed.error());
    return Renaming::renamed;
}

StorageResult<void> OwnDataSets::forget_faces(const DataSetName& name) const {
    return remove_tree(faces(name));
}

StorageResult<void> OwnDataSets::sweep() const {
    if (!is_folder(folder_)) return {};
    if (auto swept = sweep_temporaries(folder_); !swept) return tl::unexpected(swept.error());
    const auto names = names_of(folder_);
    if (!names) return tl::unexpected(names.error());
    for (const std::string& text : *names) {
        const auto name = DataSetName::parse(text);
        if (!name || !is_folder(pictures(*name))) continue;
        for (const fs::path& folder : {folder_ / text, pictures(*name)}) {
            if (auto swept = sweep_temporaries(folder); !swept) return tl::unexpected(swept.error());
        }
        // As model/replacing_file.hpp calls a file that is not complete yet.
        if (auto removed = remove_tree(folder_ / text / "faces.partial"); !removed) return removed;
        const auto people = names_of(pictures(*name));
        if (!people) return tl::unexpected(people.error());
        for (const std::string& person : *people) {
            const fs::path folder = pictures(*name) / person;
            if (!is_folder(folder)) continue;
            if (auto swept = sweep_temporaries(folder); !swept) return tl::unexpected(swept.error());
            // A folder that was made for a picture which did not come.
            ::rmdir(folder.c_str());
        }
    }
    return {};
}

}  // namespace eigenfaces::service
