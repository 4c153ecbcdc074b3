#pragma once
#include <chrono>
#include <spdlog/logger.h>
#include <thread>

#include "objects/object_store.hpp"
#include "workspaces/decoded_uploads.hpp"

namespace eigenfaces::service {

/// Removes the uploads of all workspaces that are older than the operator keeps them: at once, and then again
/// and again, until this object ends.
class UploadRetention {
  public:
    /// `decoded` forgets them, too. `log` is told how many went, and where one could not.
    UploadRetention(ObjectStore& objects, std::chrono::duration<double> age, DecodedUploads& decoded,
                    spdlog::logger& log);

  private:
    void run(const std::stop_token& stop) const;
    void remove_old() const;

    ObjectStore& objects_;
    const std::chrono::duration<double> age_;
    DecodedUploads& decoded_;
    spdlog::logger& log_;
    std::jthread thread_;
};

}  // namespace eigenfaces::service
