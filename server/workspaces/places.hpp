#pragma once
#include <cstddef>
#include <memory>
#include <mutex>

namespace eigenfaces::service {

/// Lets so many do something at once. Thread-safe.
class Places {
  public:
    explicit Places(std::size_t most) : count_(std::make_shared<Count>()) { count_->most = most; }

    /// Ends with the last of its copies, and may outlive the places.
    using Place = std::shared_ptr<const void>;

    /// Null where all are taken.
    Place take() {
        const std::lock_guard lock(count_->mutex);
        if (count_->taken >= count_->most) return nullptr;
        ++count_->taken;
        return Place(count_.get(), [count = count_](const void*) {
            const std::lock_guard giving_back(count->mutex);
            --count->taken;
        });
    }

    std::size_t most() const { return count_->most; }

  private:
    struct Count {
        std::mutex mutex;
        std::size_t most = 0;
        std::size_t taken = 0;
    };

    std::shared_ptr<Count> count_;
};

}  // namespace eigenfaces::service
