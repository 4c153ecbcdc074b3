#include "workspaces/extracted_people.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

namespace eigenfaces::service {

namespace {

namespace fs = std::filesystem;

struct Listing {
    std::vector<fs::path> folders;
    std::vector<fs::path> files;
};

bool is_passed_over(const std::string& name) {
    return name.starts_with('.') || name == "__MACOSX";
}

/// Sorted. What was extracted has folders and files alone.
StorageResult<Listing> list(const fs::path& folder) {
    Listing listing;
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
        if (is_passed_over(entry->path().filename().string())) continue;
        (entry->is_directory(error) ? listing.folders : listing.files).push_back(entry->path());
        if (error) break;
    }
    if (error) return tl::unexpected(system_error("list", folder, error.value()));
    std::sort(listing.folders.begin(), listing.folders.end());
    std::sort(listing.files.begin(), listing.files.end());
    return listing;
}

bool is_named_like_a_picture(const fs::path& file) {
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    constexpr std::array<std::string_view, 3> known{".jpg", ".jpeg", ".png"};
    return std::find(known.begin(), known.end(), extension) != known.end();
}

/// The folder of the persons' folders.
StorageResult<fs::path> folder_of_people(fs::path folder) {
    for (;;) {
        const auto listing = list(folder);
        if (!listing) return tl::unexpected(listing.error());
        if (listing->folders.size() != 1 || !listing->files.empty()) return folder;
        const auto below = list(listing->folders.front());
        if (!below) return tl::unexpected(below.error());
        const bool is_person = below->folders.empty() ||
                               std::any_of(below->files.begin(), below->files.end(), is_named_like_a_picture);
        if (is_person) return folder;
        folder = listing->folders.front();
    }
}

class Collection {
  public:
    explicit Collection(fs::path top) : top_(std::move(top)) {}

    void add(const fs::path& file, std::optional<PersonName> person, std::optional<std::string> problem) {
        files_.push_back(
            {file, file.lexically_relative(top_).string(), std::move(person), std::move(problem)});
    }
    /// All files of a folder, which have the same problem.
    StorageResult<void> add_all(const fs::path& folder, const std::string& problem) {
        const auto listing = list(folder);
        if (!listing) return tl::unexpected(listing.error());
        for (const fs::path& file : listing->files)
            add(file, std::nullopt, problem);
        // No deeper than what is extracted.
        for (const fs::path& deeper : listing->folders) {
            if (auto added = add_all(deeper, problem); !added) return added;
        }
        return {};
    }
    StorageResult<void> add_person(const fs::path& folder) {
        const auto person = PersonName::from_client(folder.filename().string());
        if (!person) return add_all(folder, "lies in a folder whose name is no person's");
        const auto listing = list(folder);
        if (!listing) return tl::unexpected(listing.error());
        for (const fs::path& file : listing->files)
            add(file, person, std::nullopt);
        for (const fs::path& deeper : listing->folders) {
            if (auto added = add_all(deeper, "lies in a folder within a person's folder"); !added)
                return added;
        }
        return {};
    }
    std::vector<ExtractedFile> files() && {
        std::sort(files_.begin(), files_.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
        return std::move(files_);
    }

  private:
    fs::path top_;
    std::vector<ExtractedFile> files_;
};

}  // namespace

StorageResult<std::vector<ExtractedFile>> extracted_files(const fs::path& top) {
    const auto people = folder_of_people(top);
    if (!people) return tl::unexpected(people.error());
    const auto listing = list(*people);
    if (!listing) return tl::unexpected(listing.error());
    Collection found(top);
    for (const fs::path& file : listing->files)
        found.add(file, std::nullopt, "lies in no person's folder");
    for (const fs::path& folder : listing->folders) {
        if (auto added = found.add_person(folder); !added) return tl::unexpected(added.error());
    }
    return std::move(found).files();
}

}  // namespace eigenfaces::service
