#pragma once
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "objects/s3/connection.hpp"

namespace eigenfaces::service {

/// Connections that are kept from one request to the next, a limited number. Thread-safe.
class S3ConnectionPool {
  public:
    explicit S3ConnectionPool(std::size_t most) : most_(most) {}
    S3ConnectionPool(const S3ConnectionPool&) = delete;
    S3ConnectionPool& operator=(const S3ConnectionPool&) = delete;
    ~S3ConnectionPool() = default;

    /// One of them, for as long as this is kept; not longer than the pool.
    class Lease {
      public:
        Lease(S3ConnectionPool& pool, std::unique_ptr<S3Connection> connection);
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        ~Lease();
        S3Connection& operator*() const { return *connection_; }
        S3Connection* operator->() const { return connection_.get(); }

      private:
        S3ConnectionPool& pool_;
        std::unique_ptr<S3Connection> connection_;
    };

    /// Waits where all are in use. Nothing where the deadline or a stop comes first.
    std::unique_ptr<Lease> acquire(std::chrono::steady_clock::time_point deadline,
                                   const std::stop_token& stop);

  private:
    void release(std::unique_ptr<S3Connection> connection);

    const std::size_t most_;
    std::mutex mutex_;
    std::condition_variable_any released_;
    std::size_t used_ = 0;
    std::vector<std::unique_ptr<S3Connection>> idle_;  ///< the last used is the last
};

}  // namespace eigenfaces::service
