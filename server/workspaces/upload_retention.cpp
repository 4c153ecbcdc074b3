#include "workspaces/upload_retention.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <string>

#include "workspaces/uploads.hpp"
#include "workspaces/workspace_id.hpp"
#include "workspaces/workspace_keys.hpp"

namespace eigenfaces::service {

namespace {

using Seconds = std::chrono::duration<double>;

/// So often that no upload stays a tenth longer than it may, but not all the time.
Seconds pause(Seconds age) {
    constexpr Seconds shortest{0.1};
    constexpr Seconds longest{300};
    return std::clamp(age / 10, shortest, longest);
}

}  // namespace

UploadRetention::UploadRetention(ObjectStore& objects, Seconds age, DecodedUploads& decoded,
                                 spdlog::logger& log)
    : objects_(objects),
      age_(age),
      decoded_(decoded),
      log_(log),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void UploadRetention::run(const std::stop_token& stop) const {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
        remove_old();
        stopped.wait_for(lock, stop, pause(age_), [] { return false; });
    }
}

void UploadRetention::remove_old() const {
    const auto oldest = std::chrono::system_clock::now() -
                        std::chrono::duration_cast<std::chrono::system_clock::duration>(age_);
    const auto names = objects_.folders(workspaces_key());
    if (!names) {
        log_.error("old uploads could not be looked for: {}", names.error().message);
        return;
    }
    for (const std::string& name : *names) {
        const auto id = WorkspaceId::parse(name);
        if (!id) continue;
        const auto removed = Uploads(objects_, WorkspaceKeys(*id).uploads()).remove_older(oldest);
        // Where one could not be removed, others were before it.
        if (!removed || *removed > 0) decoded_.forget(*id);
        if (!removed) {
            log_.error("old uploads of '{}' could not be removed: {}", name, removed.error().message);
        } else if (*removed > 0) {
            log_.info("{} uploads of '{}' were removed, as old as they may become (--retain-uploads)",
                      *removed, name);
        }
    }
}

}  // namespace eigenfaces::service
