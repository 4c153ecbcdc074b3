#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <utility>

/// What the pictures that are decoded at a time may take together. A picture's header says what its decoder
/// will ask for (a progressive JPEG of 40 megapixels: 240 MB), and a file of some kilobytes can say that.
namespace eigenfaces {

/// Thread-safe.
class DecodingMemory {
  public:
    explicit DecodingMemory(std::uint64_t bytes) : total_(bytes), left_(bytes) {}
    ~DecodingMemory() = default;
    DecodingMemory(const DecodingMemory&) = delete;
    DecodingMemory& operator=(const DecodingMemory&) = delete;

    std::uint64_t total() const { return total_; }

    /// A part of it, given back with this object.
    class Share {
      public:
        Share() = default;
        Share(DecodingMemory& memory, std::uint64_t bytes) : memory_(&memory), bytes_(bytes) {}
        ~Share() {
            if (memory_ != nullptr) memory_->give_back(bytes_);
        }
        Share(Share&& other) noexcept
            : memory_(std::exchange(other.memory_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
        Share& operator=(Share&&) = delete;
        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;

      private:
        DecodingMemory* memory_ = nullptr;
        std::uint64_t bytes_ = 0;
    };

    /// Waits for its turn, first come, first served. Whoever holds a share must not take another one. Throws
    /// std::invalid_argument for more than there is in all.
    Share take(std::uint64_t bytes);

  private:
    void give_back(std::uint64_t bytes);

    const std::uint64_t total_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t left_;
    std::uint64_t next_ticket_ = 0;
    std::uint64_t serving_ = 0;  ///< the ticket whose turn it is
};

}  // namespace eigenfaces
