#pragma once
#include <chrono>
#include <filesystem>
#include <spdlog/logger.h>
#include <thread>

namespace eigenfaces::service {

/// Removes the uploads of all workspaces that are older than the operator keeps them: at once, and then again
/// and again, until this object ends.
class UploadRetention {
  public:
    /// `workspaces`: the folder of their folders. `log` is told how many went, and where one could not.
    UploadRetention(std::filesystem::path workspaces, std::chrono::duration<double> age, spdlog::logger& log);

  private:
    void run(const std::stop_token& stop) const;
    void remove_old() const;

    const std::filesystem::path workspaces_;
    const std::chrono::duration<double> age_;
    spdlog::logger& log_;
    std::jthread thread_;
};

}  // namespace eigenfaces::service
