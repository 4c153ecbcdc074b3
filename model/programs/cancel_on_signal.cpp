#include "model/programs/cancel_on_signal.hpp"

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>

namespace eigenfaces {
namespace {

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
    for (const int signal : {SIGINT, SIGTERM})
        sigaction(signal, &action, nullptr);
}

}  // namespace

CancelOnSignal::CancelOnSignal() {
    came = 0;
    // The default again behind the first one.
    set_handler(note, static_cast<int>(SA_RESETHAND));
    watcher_ = std::jthread([this](const std::stop_token& end) {
        std::mutex mutex;
        std::condition_variable_any ended;
        std::unique_lock lock(mutex);
        // A handler can wake nobody up.
        while (!ended.wait_for(lock, end, std::chrono::milliseconds(20), [] { return came != 0; })) {
            if (end.stop_requested()) return;
        }
        source_.request_stop();
    });
}

CancelOnSignal::~CancelOnSignal() {
    set_handler(SIG_DFL, 0);
}

}  // namespace eigenfaces
