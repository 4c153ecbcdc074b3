#include "model/decoding_memory.hpp"

#include <stdexcept>

namespace eigenfaces {

DecodingMemory::Share DecodingMemory::take(std::uint64_t bytes) {
    if (bytes > total_) throw std::invalid_argument("more memory for decoding than there is in all");
    std::unique_lock lock(mutex_);
    const std::uint64_t ticket = next_ticket_++;
    changed_.wait(lock, [&] { return serving_ == ticket && left_ >= bytes; });
    left_ -= bytes;
    ++serving_;
    changed_.notify_all();
    return {*this, bytes};
}

void DecodingMemory::give_back(std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    left_ += bytes;
    changed_.notify_all();
}

}  // namespace eigenfaces
