#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace gasworks::program {

/// Lines on their way to a file, pipe or terminal, on a thread of its own: whoever does not read them must
/// not stop the server. The lines of a moment (20 ms) go out together: to wake a thread and to make a system
/// call for each request would cost a fifth of the requests that a server answers (docs/performance.md).
///
/// Of lines that nobody takes the oldest are dropped. Thread-safe.
class LogWriter {
  public:
    /// `descriptor` stays open for as long as this object lives. `most`: lines that may wait, at least 1.
    LogWriter(int descriptor, std::size_t most);
    /// Waits until what is left is written.
    ~LogWriter();
    LogWriter(const LogWriter&) = delete;
    LogWriter& operator=(const LogWriter&) = delete;

    /// `line` ends with a newline. One that is urgent, and what came before it, does not wait for others.
    void add(std::string_view line, bool is_urgent);
    /// Lines that were dropped since the start.
    std::size_t dropped() const;

  private:
    void run();
    void write(const std::deque<std::string>& lines) const;

    const int descriptor_;
    const std::size_t most_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::string> lines_;
    bool has_urgent_ = false;
    bool ending_ = false;
    std::size_t dropped_ = 0;
    std::thread thread_;  ///< last, so that it finds the others
};

}  // namespace gasworks::program
