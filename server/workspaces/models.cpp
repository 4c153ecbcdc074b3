#include "workspaces/models.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <functional>
#include <optional>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <vector>

#include "storage/atomic_file.hpp"
#include "storage/make_folders.hpp"
#include "storage/read_file.hpp"
#include "storage/remove_tree.hpp"
#include "workspaces/model_choice.hpp"

namespace eigenfaces::service {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view extension = ".eigenfaces";
/// A model of 100,000 support vectors with 1,850 components is smaller.
constexpr std::uint64_t largest_model = 1UL << 30U;

std::optional<std::uint64_t> version_of(std::string_view file_name) {
    if (!file_name.ends_with(extension)) return std::nullopt;
    file_name.remove_suffix(extension.size());
    std::uint64_t version = 0;
    const auto [end, error] = std::from_chars(file_name.data(), file_name.data() + file_name.size(), version);
    if (error != std::errc{} || end != file_name.data() + file_name.size() || version == 0)
        return std::nullopt;
    return version;
}

fs::path file_of(const fs::path& folder, std::uint64_t version) {
    return folder / (std::to_string(version) + std::string(extension));
}

/// In no order; none where there is no folder.
StorageResult<std::vector<std::uint64_t>> versions_in(const fs::path& folder) {
    std::vector<std::uint64_t> versions;
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    if (error == std::errc::no_such_file_or_directory) return versions;
    if (error) return tl::unexpected(system_error("list", folder, error.value()));
    for (const auto& entry : entries) {
        if (const auto version = version_of(entry.path().filename().string())) versions.push_back(*version);
    }
    return versions;
}

std::uint64_t newest_of(const std::vector<std::uint64_t>& versions) {
    return versions.empty() ? 0 : *std::max_element(versions.begin(), versions.end());
}

/// 0 where there is no model, or no folder.
StorageResult<std::uint64_t> newest_version(const fs::path& folder) {
    return versions_in(folder).map(newest_of);
}

std::uint64_t current_of(const std::vector<std::uint64_t>& versions, const ModelChoice& choice) {
    const std::uint64_t newest = newest_of(versions);
    const bool is_there = std::find(versions.begin(), versions.end(), choice.chosen) != versions.end();
    return newest <= choice.last && is_there ? choice.chosen : newest;
}

/// 0 where there is no model, or no folder.
StorageResult<std::uint64_t> current_version(const fs::path& folder) {
    const auto versions = versions_in(folder);
    if (!versions) return tl::unexpected(versions.error());
    const auto choice = read_model_choice(folder);
    if (!choice) return tl::unexpected(choice.error());
    return current_of(*versions, *choice);
}

}  // namespace

Models::Models(std::size_t capacity, std::size_t kept) : capacity_(capacity), kept_(kept) {}

tl::expected<Models::Current, Models::Unavailable> Models::current(const fs::path& folder) {
    const auto unreadable = [](const StorageError& error) {
        return tl::unexpected(Unavailable{Unavailable::Reason::unreadable, error.message()});
    };
    const auto version = current_version(folder);
    if (!version) return unreadable(version.error());
    if (*version == 0)
        return tl::unexpected(Unavailable{Unavailable::Reason::none, "no model was trained yet"});

    const fs::path path = file_of(folder, *version);
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) return unreadable(system_error("look at", path));
    const Identity identity{path, status.st_ino, static_cast<std::uint64_t>(status.st_size),
                            std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
    if (auto model = find(identity)) return Current{*version, std::move(model)};

    // Read, not mapped: a file that somebody truncates must not take the process down.
    const auto contents = read_file(path, largest_model);
    if (!contents) return unreadable(contents.error());
    auto file = ModelFile::read(std::as_bytes(std::span(*contents)));
    if (!file) {
        return tl::unexpected(Unavailable{
            Unavailable::Reason::unusable,
            "the stored model " + std::to_string(*version) + " can't be used: " + file.error().message});
    }
    auto model = std::make_shared<const Model>(std::move(*file));
    keep({identity, model});
    return Current{*version, std::move(model)};
}

StorageResult<std::uint64_t> Models::add(const fs::path& folder, std::span<const std::byte> bytes) {
    if (auto made = make_folders(folder); !made) return tl::unexpected(made.error());
    const std::lock_guard lock(changing_);
    const auto newest = newest_version(folder);
    if (!newest) return tl::unexpected(newest.error());
    const auto choice = read_model_choice(folder);
    if (!choice) return tl::unexpected(choice.error());
    const std::uint64_t version = std::max(*newest, choice->last) + 1;
    if (auto stored = create_file(file_of(folder, version), bytes); !stored)
        return tl::unexpected(stored.error());
    note(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()));
    remove_old(folder);
    return version;
}

StorageResult<std::vector<Models::Stored>> Models::list(const fs::path& folder) const {
    const std::lock_guard lock(changing_);
    auto versions = versions_in(folder);
    if (!versions) return tl::unexpected(versions.error());
    const auto choice = read_model_choice(folder);
    if (!choice) return tl::unexpected(choice.error());
    const std::uint64_t current = current_of(*versions, *choice);
    std::sort(versions->begin(), versions->end(), std::greater<>());
    std::vector<Stored> list;
    for (const std::uint64_t version : *versions) {
        struct stat status {};
        if (stat(file_of(folder, version).c_str(), &status) != 0)
            return tl::unexpected(system_error("look at", file_of(folder, version)));
        list.push_back({version, static_cast<std::uint64_t>(status.st_size), version == current});
    }
    return list;
}

StorageResult<std::optional<std::string>> Models::read(const fs::path& folder, std::uint64_t version) {
    auto contents = read_file(file_of(folder, version), largest_model);
    if (contents) return std::optional<std::string>(*std::move(contents));
    if (contents.error().error_number == ENOENT) return std::nullopt;
    return tl::unexpected(contents.error());
}

StorageResult<bool> Models::choose(const fs::path& folder, std::uint64_t version) {
    const std::lock_guard lock(changing_);
    const auto versions = versions_in(folder);
    if (!versions) return tl::unexpected(versions.error());
    if (std::find(versions->begin(), versions->end(), version) == versions->end()) return false;
    const auto choice = read_model_choice(folder);
    if (!choice) return tl::unexpected(choice.error());
    const ModelChoice chosen{version, std::max(newest_of(*versions), choice->last)};
    if (auto written = write_model_choice(folder, chosen); !written) return tl::unexpected(written.error());
    return true;
}

StorageResult<Models::Removal> Models::remove(const fs::path& folder, std::uint64_t version) {
    const std::lock_guard lock(changing_);
    const auto versions = versions_in(folder);
    if (!versions) return tl::unexpected(versions.error());
    if (std::find(versions->begin(), versions->end(), version) == versions->end()) return Removal::missing;
    auto choice = read_model_choice(folder);
    if (!choice) return tl::unexpected(choice.error());
    if (version == current_of(*versions, *choice) && versions->size() > 1) return Removal::in_use;
    // First, so that no crash in between lets the number be given again.
    if (version > choice->last && version == newest_of(*versions)) {
        choice->last = version;
        if (auto written = write_model_choice(folder, *choice); !written)
            return tl::unexpected(written.error());
    }
    const fs::path path = file_of(folder, version);
    if (auto removed = remove_tree(path); !removed) return tl::unexpected(removed.error());
    const auto opened = open_folder(folder);
    if (!opened) return tl::unexpected(opened.error());
    if (auto flushed = synchronise(*opened, folder); !flushed) return tl::unexpected(flushed.error());
    forget(path);
    return Removal::removed;
}

void Models::remove_old(const fs::path& folder) const {
    auto versions = versions_in(folder);
    if (!versions || versions->size() <= kept_) return;
    std::sort(versions->begin(), versions->end(), std::greater<>());
    for (std::size_t i = kept_; i < versions->size(); ++i) {
        std::error_code ignored;
        fs::remove(file_of(folder, (*versions)[i]), ignored);
    }
}

void Models::note_existing(const fs::path& folder) {
    const auto newest = newest_version(folder);
    struct stat status {};
    if (newest && *newest > 0 && stat(file_of(folder, *newest).c_str(), &status) == 0)
        note(status.st_mtim.tv_sec);
}

std::optional<std::chrono::system_clock::time_point> Models::newest_time() const {
    const std::int64_t newest = newest_.load();
    if (newest == 0) return std::nullopt;
    return std::chrono::system_clock::time_point(std::chrono::seconds(newest));
}

void Models::note(std::int64_t stored) {
    std::int64_t known = newest_.load();
    while (known < stored && !newest_.compare_exchange_weak(known, stored)) {
    }
}

std::shared_ptr<const Model> Models::find(const Identity& identity) {
    const std::lock_guard lock(mutex_);
    for (auto entry = loaded_.begin(); entry != loaded_.end(); ++entry) {
        if (entry->identity == identity) {
            loaded_.splice(loaded_.begin(), loaded_, entry);
            return entry->model;
        }
    }
    return nullptr;
}

void Models::forget(const fs::path& path) {
    const std::lock_guard lock(mutex_);
    loaded_.remove_if([&](const Loaded& other) { return other.identity.path == path; });
}

void Models::forget_all(const fs::path& folder) {
    const std::lock_guard lock(mutex_);
    loaded_.remove_if([&](const Loaded& other) { return other.identity.path.parent_path() == folder; });
}

void Models::keep(Loaded loaded) {
    const std::lock_guard lock(mutex_);
    // Only the current one of a folder is asked for; the others would only take room.
    const fs::path folder = loaded.identity.path.parent_path();
    loaded_.remove_if([&](const Loaded& other) { return other.identity.path.parent_path() == folder; });
    loaded_.push_front(std::move(loaded));
    if (loaded_.size() > capacity_) loaded_.pop_back();
}

}  // namespace eigenfaces::service
