#pragma once
#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace gasworks::http {

/// How many bytes something may take in all, such as request bodies. Thread-safe.
class MemoryBudget {
  public:
    explicit MemoryBudget(std::size_t bytes) : bytes_(bytes), left_(bytes) {}

    std::size_t bytes() const { return bytes_; }
    /// Whether more than half of it is taken.
    bool is_scarce() const { return left_.load() < bytes_ / 2; }

    /// A part of the budget, given back with this object.
    class Share {
      public:
        Share() = default;
        ~Share() { release(); }
        Share(Share&& other) noexcept
            : budget_(std::move(other.budget_)), bytes_(std::exchange(other.bytes_, 0)) {}
        Share& operator=(Share&& other) noexcept {
            if (this != &other) {
                release();
                budget_ = std::move(other.budget_);
                bytes_ = std::exchange(other.bytes_, 0);
            }
            return *this;
        }

        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;

        /// Takes as much more as is needed to hold `bytes` in all; false, and nothing happens, where that is
        /// not left.
        bool grow(const std::shared_ptr<MemoryBudget>& budget, std::size_t bytes) {
            if (bytes <= bytes_) return true;
            if (!budget->take(bytes - bytes_)) return false;
            budget_ = budget;
            bytes_ = bytes;
            return true;
        }

      private:
        void release() {
            if (budget_ != nullptr) budget_->left_.fetch_add(bytes_);
            budget_.reset();
            bytes_ = 0;
        }

        std::shared_ptr<MemoryBudget> budget_;
        std::size_t bytes_ = 0;
    };

  private:
    bool take(std::size_t bytes) {
        std::size_t left = left_.load();
        while (left >= bytes) {
            if (left_.compare_exchange_weak(left, left - bytes)) return true;
        }
        return false;
    }

    const std::size_t bytes_;
    std::atomic<std::size_t> left_;
};

}  // namespace gasworks::http
