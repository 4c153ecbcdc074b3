#pragma once
#include <chrono>
#include <cstddef>
#include <sys/types.h>
#include <thread>
#include <vector>

/// Another process's memory and descriptors, looked at in regular intervals for as long as this lives.
class ProcessWatch {
  public:
    struct Sample {
        double seconds = 0;  ///< since the beginning
        double resident_mb = 0;
        std::size_t descriptors = 0;
    };

    ProcessWatch(pid_t process, std::chrono::milliseconds interval);

    /// Ends the watch. Throws std::runtime_error where the process could not be looked at.
    std::vector<Sample> finish();

  private:
    pid_t process_;
    std::vector<Sample> samples_;
    std::jthread thread_;
};
