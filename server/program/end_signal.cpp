#include "program/end_signal.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <poll.h>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

namespace gasworks::program {

namespace {

// The one thing that a signal handler can reach is what is global.
std::atomic<int> notified = -1;
static_assert(std::atomic<int>::is_always_lock_free);

void notify(int) {
    const int before = errno;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(notified, &one, sizeof one);
    errno = before;
}

}  // namespace

EndSignal::EndSignal() : descriptor_(eventfd(0, EFD_CLOEXEC)) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
    notified = descriptor_;
    struct sigaction action {};
    action.sa_handler = notify;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, nullptr);
}

EndSignal::~EndSignal() {
    // From here on a signal ends the program at once, as it does by default.
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    notified = -1;
    close(descriptor_);
}

void EndSignal::wait() const {
    // poll(), which a handled signal always ends: ThreadSanitizer runs a handler only once the call that it
    // came in is over, and read() would be taken up again before that.
    pollfd waiting = {descriptor_, POLLIN, 0};
    while (poll(&waiting, 1, -1) < 0 && errno == EINTR) {
    }
}

}  // namespace gasworks::program
