#include "datasets/turns.hpp"

#include <utility>

namespace eigenfaces::service {

Turns::Turn::Turn(Turns& turns, std::string name) : turns_(&turns), name_(std::move(name)) {}

Turns::Turn::Turn(Turn&& other) noexcept
    : turns_(std::exchange(other.turns_, nullptr)), name_(std::move(other.name_)) {}

Turns::Turn::~Turn() {
    if (turns_ == nullptr) return;
    const std::lock_guard lock(turns_->mutex_);
    turns_->taken_.erase(name_);
    turns_->freed_.notify_all();
}

std::optional<Turns::Turn> Turns::try_take(const std::string& name) {
    const std::lock_guard lock(mutex_);
    if (!taken_.insert(name).second) return std::nullopt;
    return Turn(*this, name);
}

std::optional<Turns::Turn> Turns::take(const std::string& name, std::stop_token stop) {
    std::unique_lock lock(mutex_);
    if (!freed_.wait(lock, std::move(stop), [&] { return !taken_.contains(name); })) return std::nullopt;
    taken_.insert(name);
    return Turn(*this, name);
}

}  // namespace eigenfaces::service
