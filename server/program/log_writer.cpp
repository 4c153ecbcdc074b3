#include "program/log_writer.hpp"

#include <cerrno>
#include <chrono>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace gasworks::program {

namespace {

constexpr std::chrono::milliseconds moment{20};

/// Gives up where the reader has gone, or the disk is full: there is nobody to tell that to.
void write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = ::write(descriptor, text.data(), text.size());
        if (count >= 0) {
            text.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            // Somebody who shares the descriptor made it non-blocking.
            pollfd room{descriptor, POLLOUT, 0};
            poll(&room, 1, -1);
        } else if (errno != EINTR) {
            return;
        }
    }
}

}  // namespace

LogWriter::LogWriter(int descriptor, std::size_t most)
    : descriptor_(descriptor), most_(most), thread_([this] { run(); }) {}

LogWriter::~LogWriter() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void LogWriter::add(std::string_view line, bool is_urgent) {
    bool wakes = false;
    {
        const std::lock_guard lock(mutex_);
        wakes = lines_.empty() || (is_urgent && !has_urgent_);
        if (lines_.size() >= most_) {
            lines_.pop_front();
            ++dropped_;
        }
        lines_.emplace_back(line);
        has_urgent_ |= is_urgent;
    }
    if (wakes) changed_.notify_one();
}

std::size_t LogWriter::dropped() const {
    const std::lock_guard lock(mutex_);
    return dropped_;
}

void LogWriter::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return ending_ || !lines_.empty(); });
        if (lines_.empty()) return;
        changed_.wait_for(lock, moment, [this] { return ending_ || has_urgent_; });
        const auto lines = std::exchange(lines_, {});
        has_urgent_ = false;
        lock.unlock();
        write(lines);
        lock.lock();
    }
}

void LogWriter::write(const std::deque<std::string>& lines) const {
    std::string text;
    for (const std::string& line : lines)
        text += line;
    write_all(descriptor_, text);
}

}  // namespace gasworks::program
