#include "platform/event_descriptor.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace gasworks::platform {

// A pipe: a byte in it is a notice.
EventDescriptor::EventDescriptor() {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    readable_ = ends[0];
    writable_ = ends[1];
    for (const int end : ends) {
        fcntl(end, F_SETFD, FD_CLOEXEC);
        fcntl(end, F_SETFL, O_NONBLOCK);
    }
}

EventDescriptor::~EventDescriptor() {
    close(readable_);
    close(writable_);
}

void EventDescriptor::notify() const {
    const int before = errno;
    const char notice = 0;
    // It fails only where the pipe is full, and then the descriptor is readable anyway.
    [[maybe_unused]] const auto written = write(writable_, &notice, 1);
    errno = before;
}

void EventDescriptor::clear() const {
    std::array<char, 512> notices{};
    while (read(readable_, notices.data(), notices.size()) > 0) {
    }
}

}  // namespace gasworks::platform
