#include "workspaces/fetched_pictures.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "storage/make_folders.hpp"

namespace eigenfaces::service {

namespace {

namespace fs = std::filesystem;

/// A store answers each request after some ten milliseconds, whatever the others do.
constexpr std::size_t fetched_at_once = 8;
/// As upload limits let in.
constexpr std::uint64_t largest_picture = std::uint64_t{256} << 20U;

class Fetching {
  public:
    Fetching(ObjectStore& objects, std::span<const PictureToFetch> wanted, const fs::path& folder,
             const std::stop_token& stop)
        : objects_(objects),
          wanted_(wanted),
          folder_(folder),
          forward_(stop, [this] { ending_.request_stop(); }) {}

    ObjectResult<void> run() {
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < std::min(fetched_at_once, wanted_.size()); ++i)
            threads.emplace_back([this] { work(); });
        for (std::thread& thread : threads)
            thread.join();
        if (error_) return tl::unexpected(*error_);
        if (ending_.stop_requested()) {
            return tl::unexpected(
                ObjectError{ObjectError::Kind::stopped, "fetching the pictures was stopped"});
        }
        return {};
    }

  private:
    void work() {
        for (std::size_t i = next_++; i < wanted_.size() && !ending_.stop_requested(); i = next_++) {
            const auto fetched = fetch(wanted_[i]);
            if (fetched) continue;
            const std::lock_guard lock(mutex_);
            if (!error_) error_ = fetched.error();
            ending_.request_stop();
        }
    }

    ObjectResult<void> fetch(const PictureToFetch& picture) {
        const fs::path file = folder_ / picture.path;
        if (auto made = make_folders(file.parent_path()); !made)
            return tl::unexpected(to_object_error(made.error()));
        const auto fetched = objects_.read_file(picture.key, file, largest_picture, ending_.get_token());
        if (!fetched) return tl::unexpected(fetched.error());
        return {};
    }

    ObjectStore& objects_;
    const std::span<const PictureToFetch> wanted_;
    const fs::path folder_;
    std::stop_source ending_;
    std::stop_callback<std::function<void()>> forward_;
    std::atomic<std::size_t> next_{0};
    std::mutex mutex_;
    std::optional<ObjectError> error_;
};

}  // namespace

ObjectResult<FetchedPictures> FetchedPictures::fetch(ObjectStore& objects,
                                                     std::span<const PictureToFetch> wanted,
                                                     const fs::path& parent, const std::stop_token& stop) {
    auto staged = StagedFolder::create_in(parent);
    if (!staged) return tl::unexpected(to_object_error(staged.error()));
    if (auto fetched = Fetching(objects, wanted, staged->path(), stop).run(); !fetched)
        return tl::unexpected(fetched.error());
    return FetchedPictures(*std::move(staged));
}

}  // namespace eigenfaces::service
