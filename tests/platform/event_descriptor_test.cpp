#include "platform/event_descriptor.hpp"

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <thread>

#include "tests/catch.hpp"

using gasworks::platform::EventDescriptor;

namespace {

bool is_readable(const EventDescriptor& event, int patience = 0) {
    pollfd waiting = {event.descriptor(), POLLIN, 0};
    return poll(&waiting, 1, patience) == 1;
}

}  // namespace

TEST_CASE("an event is readable from a notice until it is cleared") {
    const EventDescriptor event;
    CHECK_FALSE(is_readable(event));
    event.notify();
    event.notify();
    CHECK(is_readable(event));
    event.clear();
    CHECK_FALSE(is_readable(event));
    event.clear();
    event.notify();
    CHECK(is_readable(event));
}

TEST_CASE("an event takes any number of notices without blocking, and errno stays") {
    const EventDescriptor event;
    errno = ENOENT;
    for (int i = 0; i < 200'000; ++i)
        event.notify();
    CHECK(errno == ENOENT);
    event.clear();
    CHECK_FALSE(is_readable(event));
}

TEST_CASE("an event wakes who waits for it in another thread") {
    const EventDescriptor event;
    const std::jthread other([&event] { event.notify(); });
    constexpr int milliseconds = 10'000;
    CHECK(is_readable(event, milliseconds));
}

TEST_CASE("programs that are started do not get an event's descriptor") {
    const EventDescriptor event;
    CHECK((fcntl(event.descriptor(), F_GETFD) & FD_CLOEXEC) != 0);
}
