#include "http/mailbox.hpp"

#include <algorithm>
#include <cerrno>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace gasworks::http {

Mailbox::Mailbox() : descriptor_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Mailbox::~Mailbox() {
    close(descriptor_);
}

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
    const std::uint64_t one = 1;
    // It fails only where the counter is full, and then the descriptor is readable anyway.
    [[maybe_unused]] const auto written = write(descriptor_, &one, sizeof one);
}

std::vector<Mailbox::Answer> Mailbox::take() {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto taken = read(descriptor_, &count, sizeof count);
    const std::lock_guard lock(mutex_);
    return std::exchange(answers_, {});
}

}  // namespace gasworks::http
