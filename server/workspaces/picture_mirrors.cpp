#include "workspaces/picture_mirrors.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "datasets/sha256.hpp"
#include "storage/atomic_file.hpp"
#include "storage/file_status.hpp"
#include "storage/make_folders.hpp"
#include "storage/read_file.hpp"
#include "storage/remove_tree.hpp"

namespace eigenfaces::service {

namespace {

namespace fs = std::filesystem;

/// A store answers each request after some ten milliseconds, whatever the others do.
constexpr std::size_t fetched_at_once = 8;
constexpr std::uint64_t largest_list = std::uint64_t{64} << 20U;

fs::path tags_of(const fs::path& mirror) {
    return mirror / "tags.json";
}

/// What is known of a mirror's files; nothing where that was never written whole.
std::map<std::string, std::string> read_tags(const fs::path& mirror) {
    const auto text = read_file(tags_of(mirror), largest_list);
    if (!text) return {};
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    std::map<std::string, std::string> tags;
    if (!json.is_object()) return tags;
    for (const auto& [path, tag] : json.items()) {
        if (tag.is_string()) tags.emplace(path, tag.get<std::string>());
    }
    return tags;
}

StorageResult<void> write_tags(const fs::path& mirror, const std::map<std::string, std::string>& tags) {
    return replace_file(tags_of(mirror), nlohmann::json(tags).dump());
}

bool has_size(const fs::path& file, std::uint64_t bytes) {
    const auto status = look_at_file(file);
    return status && *status && (*status)->size == bytes;
}

/// Removes the files that are not in `tags`, and folders without one. \return whether there was any
StorageResult<bool> remove_others(const fs::path& pictures, const std::map<std::string, std::string>& tags) {
    std::vector<fs::path> others;
    std::error_code error;
    for (fs::recursive_directory_iterator entry(pictures, error), end; !error && entry != end;
         entry.increment(error)) {
        const std::string path = entry->path().lexically_relative(pictures).string();
        if (entry.depth() == 0 && entry->is_directory(error)) {
            const auto first = tags.lower_bound(path + '/');
            if (first != tags.end() && first->first.starts_with(path + '/')) continue;
            entry.disable_recursion_pending();
        } else if (tags.contains(path)) {
            continue;
        }
        others.push_back(entry->path());
    }
    if (error) return tl::unexpected(system_error("list", pictures, error.value()));
    for (const fs::path& path : others) {
        if (auto removed = remove_tree(path); !removed) return tl::unexpected(removed.error());
    }
    return !others.empty();
}

/// Writes the objects to their files, several at a time.
class Fetching {
  public:
    Fetching(ObjectStore& objects, const fs::path& pictures, const std::stop_token& stop)
        : objects_(objects), pictures_(pictures), forward_(stop, [this] { ending_.request_stop(); }) {}

    /// \return the tags of what there was, by path
    ObjectResult<std::map<std::string, std::string>> run(
        const std::vector<const PictureMirrors::Wanted*>& missing) {
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < std::min(fetched_at_once, missing.size()); ++i)
            threads.emplace_back([&] { work(missing); });
        for (std::thread& thread : threads)
            thread.join();
        if (error_) return tl::unexpected(*error_);
        return std::move(tags_);
    }

  private:
    void work(const std::vector<const PictureMirrors::Wanted*>& missing) {
        for (std::size_t i = next_++; i < missing.size() && !ending_.stop_requested(); i = next_++) {
            const auto fetched = objects_.read_file(
                missing[i]->key, pictures_ / missing[i]->path,
                std::max<std::uint64_t>(missing[i]->bytes, largest_change), ending_.get_token());
            const std::lock_guard lock(mutex_);
            if (!fetched) {
                if (!error_) error_ = fetched.error();
                ending_.request_stop();
            } else if (*fetched) {
                tags_.emplace(missing[i]->path, (*fetched)->text);
            }
        }
    }

    /// A picture may have been replaced by a larger one since it was listed.
    static constexpr std::uint64_t largest_change = std::uint64_t{256} << 20U;

    ObjectStore& objects_;
    const fs::path& pictures_;
    std::stop_source ending_;
    std::stop_callback<std::function<void()>> forward_;
    std::atomic<std::size_t> next_{0};
    std::mutex mutex_;
    std::map<std::string, std::string> tags_;
    std::optional<ObjectError> error_;
};

std::uint64_t bytes_below(const fs::path& folder) {
    std::uint64_t bytes = 0;
    std::error_code error;
    for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code gone;
        const auto size = entry->file_size(gone);
        if (!gone) bytes += size;
    }
    return bytes;
}

tl::unexpected<ObjectError> failed(const StorageError& error) {
    return tl::unexpected(to_object_error(error));
}

}  // namespace

class PictureMirrors::Hold {
  public:
    Hold(PictureMirrors& mirrors, std::string name) : mirrors_(mirrors), name_(std::move(name)) {
        const std::lock_guard lock(mirrors_.mutex_);
        ++mirrors_.in_use_[name_];
    }
    ~Hold() {
        const std::lock_guard lock(mirrors_.mutex_);
        const auto found = mirrors_.in_use_.find(name_);
        if (--found->second == 0) mirrors_.in_use_.erase(found);
    }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

  private:
    PictureMirrors& mirrors_;
    const std::string name_;
};

PictureMirrors::PictureMirrors(fs::path root, std::uint64_t most_bytes)
    : root_(std::move(root)), most_bytes_(most_bytes) {}

bool PictureMirrors::is_in_use(const std::string& name) {
    const std::lock_guard lock(mutex_);
    return in_use_.contains(name);
}

ObjectResult<PictureMirrors::Mirror> PictureMirrors::bring(const ObjectKey& name,
                                                           std::span<const Wanted> wanted,
                                                           ObjectStore& objects,
                                                           const std::stop_token& stop) {
    const std::string folder_name = sha256_of(name.text()).hex();
    const auto turn = turns_.take(folder_name, stop);
    if (!turn)
        return tl::unexpected(ObjectError{ObjectError::Kind::stopped, "bringing pictures was stopped"});
    auto hold = std::make_shared<Hold>(*this, folder_name);
    const fs::path folder = root_ / folder_name;
    const Mirror mirror{folder / "pictures", folder / "faces", std::move(hold)};
    if (auto made = make_folders(mirror.pictures); !made) return failed(made.error());

    const Tags known = read_tags(folder);
    // Until it is written again, nothing is known: what is fetched from here on may be half of a picture.
    if (auto removed = remove_tree(tags_of(folder)); !removed) return failed(removed.error());
    Tags tags;
    std::vector<const Wanted*> missing;
    for (const Wanted& one : wanted) {
        const auto found = known.find(one.path);
        if (found != known.end() && found->second == one.tag.text &&
            has_size(mirror.pictures / one.path, one.bytes)) {
            tags.insert(*found);
            continue;
        }
        missing.push_back(&one);
        if (auto made = make_folders((mirror.pictures / one.path).parent_path()); !made)
            return failed(made.error());
    }
    auto fetched = Fetching(objects, mirror.pictures, stop).run(missing);
    if (!fetched) return tl::unexpected(fetched.error());
    if (stop.stop_requested())
        return tl::unexpected(ObjectError{ObjectError::Kind::stopped, "bringing pictures was stopped"});
    tags.merge(*fetched);
    const auto others = remove_others(mirror.pictures, tags);
    if (!others) return failed(others.error());
    if (!missing.empty() || *others) {
        // What was decoded is known by names and times, which are new.
        if (auto removed = remove_tree(mirror.faces); !removed) return failed(removed.error());
    }
    if (auto written = write_tags(folder, tags); !written) return failed(written.error());
    evict();
    return mirror;
}

void PictureMirrors::evict() {
    struct Found {
        fs::file_time_type used;
        std::string name;
        std::uint64_t bytes;
    };
    std::vector<Found> found;
    std::uint64_t bytes = 0;
    std::error_code error;
    for (fs::directory_iterator entry(root_, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code unknown;
        const auto used = fs::last_write_time(tags_of(entry->path()), unknown);
        found.push_back({unknown ? fs::file_time_type::min() : used, entry->path().filename().string(),
                         bytes_below(entry->path())});
        bytes += found.back().bytes;
    }
    std::sort(found.begin(), found.end(),
              [](const Found& left, const Found& right) { return left.used < right.used; });
    for (const Found& one : found) {
        if (bytes <= most_bytes_) return;
        const auto turn = turns_.try_take(one.name);
        if (!turn || is_in_use(one.name)) continue;
        // What can't be removed now is tried again with the next.
        if (remove_tree(root_ / one.name)) bytes -= one.bytes;
    }
}

}  // namespace eigenfaces::service
