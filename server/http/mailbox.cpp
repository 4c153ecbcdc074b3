#include "http/mailbox.hpp"

#include <algorithm>
#include <utility>

namespace gasworks::http {

void Mailbox::post(Answer answer) {
    {
        const std::lock_guard lock(mutex_);
        answers_.push_back(std::move(answer));
    }
    wake();
}

void Mailbox::post_events(std::uint64_t connection) {
    {
        const std::lock_guard lock(mutex_);
        if (std::find(events_.begin(), events_.end(), connection) != events_.end()) return;
        events_.push_back(connection);
    }
    wake();
}

std::vector<std::uint64_t> Mailbox::take_events() {
    const std::lock_guard lock(mutex_);
    return std::exchange(events_, {});
}

void Mailbox::wake() const {
    event_.notify();
}

std::vector<Mailbox::Answer> Mailbox::take() {
    event_.clear();
    const std::lock_guard lock(mutex_);
    return std::exchange(answers_, {});
}

}  // namespace gasworks::http
