#include "http/worker_pool.hpp"

#include <utility>

#include "platform/thread_niceness.hpp"

namespace gasworks::http {

WorkerPool::WorkerPool(std::size_t threads, std::size_t queue_length, int niceness)
    : queue_length_(queue_length), niceness_(niceness), idle_(threads) {
    threads_.reserve(threads);
    for (std::size_t i = 0; i < threads; ++i)
        threads_.emplace_back([this] { run(); });
}

WorkerPool::~WorkerPool() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
}

void WorkerPool::drop_waiting() {
    std::deque<std::function<void()>> dropped;
    const std::lock_guard lock(mutex_);
    dropped.swap(queue_);
}

bool WorkerPool::submit(std::function<void()> work) {
    {
        const std::lock_guard lock(mutex_);
        // Work that an idle thread is about to take does not wait, so it does not count as queued.
        if (queue_.size() >= queue_length_ + idle_) {
            ++rejected_;
            return false;
        }
        queue_.push_back(std::move(work));
    }
    changed_.notify_one();
    return true;
}

PoolLoad WorkerPool::load() const {
    const std::lock_guard lock(mutex_);
    return {threads_.size(), threads_.size() - idle_, queue_.size(), queue_length_, rejected_};
}

void WorkerPool::run() {
    // Where it can't be done, the service's log says so: platform::limitations().
    if (niceness_ != 0) platform::add_niceness_to_this_thread(niceness_);
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return ending_ || !queue_.empty(); });
        if (queue_.empty()) return;
        --idle_;
        const std::function<void()> work = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        work();
        lock.lock();
        ++idle_;
    }
}

}  // namespace gasworks::http
