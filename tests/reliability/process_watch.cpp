#include "tests/reliability/process_watch.hpp"

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;

/// Nothing but zeros where the process is gone.
ProcessWatch::Sample look_at(pid_t process, double seconds) {
    const fs::path folder = fs::path("/proc") / std::to_string(process);
    std::size_t all_pages = 0;
    std::size_t resident_pages = 0;
    std::ifstream(folder / "statm") >> all_pages >> resident_pages;
    std::error_code error;
    const fs::directory_iterator descriptors(folder / "fd", error);
    const auto count = error ? 0 : std::distance(begin(descriptors), end(descriptors));
    return {seconds, static_cast<double>(resident_pages) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6,
            static_cast<std::size_t>(count)};
}

}  // namespace

ProcessWatch::ProcessWatch(pid_t process, std::chrono::milliseconds interval)
    : process_(process), thread_([this, interval](const std::stop_token& stop) {
          using Clock = std::chrono::steady_clock;
          const auto begin = Clock::now();
          std::mutex mutex;
          std::condition_variable_any never;
          std::unique_lock lock(mutex);
          auto next = begin;
          do {
              samples_.push_back(
                  look_at(process_, std::chrono::duration<double>(Clock::now() - begin).count()));
              next += interval;
          } while (!never.wait_until(lock, stop, next, [&] { return stop.stop_requested(); }));
      }) {}

std::vector<ProcessWatch::Sample> ProcessWatch::finish() {
    thread_.request_stop();
    thread_.join();
    for (const Sample& sample : samples_) {
        if (sample.descriptors == 0) throw std::runtime_error("the server was gone before the end");
    }
    return samples_;
}
