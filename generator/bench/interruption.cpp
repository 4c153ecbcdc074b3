#include "generator/bench/interruption.hpp"

#include <array>
#include <csignal>

namespace gasworks::bench {

namespace {

constexpr std::array signals{SIGINT, SIGTERM, SIGHUP};

/// What a signal handler may write to is global by nature.
volatile std::sig_atomic_t came = 0;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

void note(int) {
    came = 1;
}

void set_handler(void (*handler)(int), int flags) {
    struct sigaction action {};
    action.sa_handler = handler;  // NOLINT(cppcoreguidelines-pro-type-union-access)
    action.sa_flags = flags;
    sigemptyset(&action.sa_mask);
    for (const int signal : signals)
        sigaction(signal, &action, nullptr);
}

}  // namespace

InterruptionGuard::InterruptionGuard() {
    came = 0;
    // The default again behind the first one.
    set_handler(note, static_cast<int>(SA_RESETHAND));
}

InterruptionGuard::~InterruptionGuard() {
    set_handler(SIG_DFL, 0);
}

void throw_if_interrupted() {
    if (came == 0) return;
    came = 0;
    throw Interrupted();
}

}  // namespace gasworks::bench
