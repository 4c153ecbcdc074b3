#pragma once
#include <atomic>
#include <cstddef>
#include <utility>

namespace gasworks::http {

/// How many bytes all request bodies together may take. Thread-safe.
class MemoryBudget {
  public:
    explicit MemoryBudget(std::size_t bytes) : left_(bytes) {}

    /// A part of the budget, given back with this object.
    class Share {
      public:
        Share() = default;
        ~Share() { release(); }
        Share(Share&& other) noexcept
            : budget_(std::exchange(other.budget_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
        Share& operator=(Share&& other) noexcept {
            if (this != &other) {
                release();
                budget_ = std::exchange(other.budget_, nullptr);
                bytes_ = std::exchange(other.bytes_, 0);
            }
            return *this;
        }

        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;

        /// Takes as much more as is needed to hold `bytes` in all; false, and nothing happens, where that is
        /// not left.
        bool grow(MemoryBudget& budget, std::size_t bytes) {
            if (bytes <= bytes_) return true;
            if (!budget.take(bytes - bytes_)) return false;
            budget_ = &budget;
            bytes_ = bytes;
            return true;
        }

      private:
        void release() {
            if (budget_ != nullptr) budget_->left_.fetch_add(bytes_);
            budget_ = nullptr;
            bytes_ = 0;
        }

        MemoryBudget* budget_ = nullptr;
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

    std::atomic<std::size_t> left_;
};

}  // namespace gasworks::http
