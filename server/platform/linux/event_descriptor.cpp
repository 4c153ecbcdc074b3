#include "platform/event_descriptor.hpp"

#include <cerrno>
#include <cstdint>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

namespace gasworks::platform {

EventDescriptor::EventDescriptor() : readable_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)), writable_(readable_) {
    if (readable_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

EventDescriptor::~EventDescriptor() {
    close(readable_);
}

void EventDescriptor::notify() const {
    const int before = errno;
    const std::uint64_t one = 1;
    // It fails only where the counter is full, and then the descriptor is readable anyway.
    [[maybe_unused]] const auto written = write(writable_, &one, sizeof one);
    errno = before;
}

void EventDescriptor::clear() const {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto taken = read(readable_, &count, sizeof count);
}

}  // namespace gasworks::platform
