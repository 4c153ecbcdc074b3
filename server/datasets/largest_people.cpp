#include "datasets/largest_people.hpp"

#include <algorithm>
#include <system_error>
#include <tuple>

namespace eigenfaces::service {

namespace {

namespace fs = std::filesystem;

/// `take` gets each entry whose name is not hidden.
template <class Take>
StorageResult<void> for_each_entry(const fs::path& folder, const Take& take) {
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
        if (entry->path().filename().native().starts_with('.')) continue;
        const fs::file_type type = entry->symlink_status(error).type();
        if (error) break;
        take(entry->path(), type);
    }
    if (error) return tl::unexpected(system_error("list the folder", folder, error.value()));
    return {};
}

StorageResult<PersonFolder> describe(const fs::path& folder) {
    PersonFolder person;
    person.name = folder.filename().string();
    std::replace(person.name.begin(), person.name.end(), '_', ' ');
    auto listed = for_each_entry(folder, [&](const fs::path& file, fs::file_type type) {
        if (type != fs::file_type::regular) return;
        ++person.files;
        if (person.first.empty() || file.native() < person.first.native()) person.first = file;
    });
    if (!listed) return tl::unexpected(listed.error());
    return person;
}

}  // namespace

StorageResult<std::vector<PersonFolder>> largest_people(const fs::path& pictures, std::size_t count) {
    std::vector<fs::path> folders;
    auto listed = for_each_entry(pictures, [&](const fs::path& folder, fs::file_type type) {
        if (type == fs::file_type::directory) folders.push_back(folder);
    });
    if (!listed) return tl::unexpected(listed.error());
    std::vector<PersonFolder> people;
    for (const fs::path& folder : folders) {
        auto person = describe(folder);
        if (!person) return tl::unexpected(person.error());
        if (person->files > 0) people.push_back(*std::move(person));
    }
    const auto before = [](const PersonFolder& a, const PersonFolder& b) {
        return std::tie(b.files, a.name, a.first) < std::tie(a.files, b.name, b.first);
    };
    const auto end = people.begin() + static_cast<std::ptrdiff_t>(std::min(count, people.size()));
    std::partial_sort(people.begin(), end, people.end(), before);
    people.erase(end, people.end());
    return people;
}

}  // namespace eigenfaces::service
