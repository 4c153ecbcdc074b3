#pragma once
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "http/load.hpp"

namespace gasworks::http {

/// Threads that take work from a queue of limited length.
class WorkerPool {
  public:
    /// `niceness` is added to the threads' own, and to that of threads that they start: what matters less
    /// leaves the processors to what matters more (platform::add_niceness_to_this_thread()).
    WorkerPool(std::size_t threads, std::size_t queue_length, int niceness = 0);
    /// Finishes what was submitted.
    ~WorkerPool();

    /// Drops what no thread has begun.
    void drop_waiting();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// False, and nothing happens, when the queue is full. `work` must not throw.
    bool submit(std::function<void()> work);

    PoolLoad load() const;

  private:
    void run();

    const std::size_t queue_length_;
    const int niceness_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> queue_;
    std::size_t idle_;  ///< threads without work, also those that have not come to look for any yet
    std::uint64_t rejected_ = 0;
    bool ending_ = false;
    std::vector<std::jthread> threads_;
};

}  // namespace gasworks::http
