#include "objects/s3/connection_pool.hpp"

#include <utility>

namespace eigenfaces::service {

S3ConnectionPool::Lease::Lease(S3ConnectionPool& pool, std::unique_ptr<S3Connection> connection)
    : pool_(pool), connection_(std::move(connection)) {}

S3ConnectionPool::Lease::~Lease() {
    pool_.release(std::move(connection_));
}

std::unique_ptr<S3ConnectionPool::Lease> S3ConnectionPool::acquire(
    std::chrono::steady_clock::time_point deadline, const std::stop_token& stop) {
    std::unique_ptr<S3Connection> connection;
    {
        std::unique_lock lock(mutex_);
        if (!released_.wait_until(lock, stop, deadline, [this] { return used_ < most_; })) return nullptr;
        ++used_;
        // The one used last: the others may become idle for so long that the store closes them.
        if (!idle_.empty()) {
            connection = std::move(idle_.back());
            idle_.pop_back();
        }
    }
    try {
        if (!connection) connection = std::make_unique<S3Connection>();
        return std::make_unique<Lease>(*this, std::move(connection));
    } catch (...) {
        release(nullptr);
        throw;
    }
}

void S3ConnectionPool::release(std::unique_ptr<S3Connection> connection) {
    {
        const std::lock_guard lock(mutex_);
        --used_;
        if (connection) idle_.push_back(std::move(connection));
    }
    released_.notify_one();
}

}  // namespace eigenfaces::service
