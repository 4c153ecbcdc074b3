#include "objects/key_locks.hpp"

namespace eigenfaces::service {

KeyLocks::Use::Use(KeyLocks& locks, const ObjectKey& key) : locks_(locks) {
    const std::lock_guard lock(locks_.mutex_);
    entry_ = locks_.entries_.try_emplace(key.text()).first;
    ++entry_->second.users;
}

KeyLocks::Use::~Use() {
    const std::lock_guard lock(locks_.mutex_);
    if (--entry_->second.users == 0) locks_.entries_.erase(entry_);
}

}  // namespace eigenfaces::service
