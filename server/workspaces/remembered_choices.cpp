#include "workspaces/remembered_choices.hpp"

namespace eigenfaces::service {

RememberedChoices::Moment RememberedChoices::moment() const {
    const std::lock_guard lock(mutex_);
    return {Clock::now(), changes_};
}

std::optional<ModelChoice> RememberedChoices::find(const ObjectKey& folder) const {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(folder.text());
    if (found == entries_.end() || Clock::now() >= found->second.until) return std::nullopt;
    return found->second.choice;
}

void RememberedChoices::remember(const ObjectKey& folder, const ModelChoice& choice, const Moment& asked) {
    const auto until = asked.when + time_;
    const auto now = Clock::now();
    if (until <= now) return;
    const std::lock_guard lock(mutex_);
    if (asked.changes != changes_) return;
    if (entries_.size() >= most)
        std::erase_if(entries_, [&](const auto& e) { return e.second.until <= now; });
    if (entries_.size() < most) entries_.insert_or_assign(folder.text(), Entry{choice, until});
}

void RememberedChoices::forget(const ObjectKey& folder) {
    const std::lock_guard lock(mutex_);
    ++changes_;
    const auto found = entries_.find(folder.text());
    if (found != entries_.end()) entries_.erase(found);
}

}  // namespace eigenfaces::service
