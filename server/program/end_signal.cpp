#include "program/end_signal.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <poll.h>

namespace gasworks::program {

namespace {

// The one thing that a signal handler can reach is what is global.
std::atomic<const platform::EventDescriptor*> notified = nullptr;
static_assert(std::atomic<const platform::EventDescriptor*>::is_always_lock_free);

void notify(int) {
    const platform::EventDescriptor* const event = notified;
    if (event != nullptr) event->notify();
}

}  // namespace

EndSignal::EndSignal() {
    notified = &event_;
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
    notified = nullptr;
}

void EndSignal::wait() const {
    // poll(), which a handled signal always ends: ThreadSanitizer runs a handler only once the call that it
    // came in is over, and read() would be taken up again before that.
    pollfd waiting = {event_.descriptor(), POLLIN, 0};
    while (poll(&waiting, 1, -1) < 0 && errno == EINTR) {
    }
}

}  // namespace gasworks::program
