#include "platform/process_identity.hpp"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/catch.hpp"
#include "tests/server/storage/child_process.hpp"

using namespace gasworks::platform;

namespace {

constexpr std::chrono::seconds patience{20};

int wait_for_signal() {
    for (;;)
        pause();
}

}  // namespace

TEST_CASE("this process is told apart from one with the same number") {
    const auto self = identify(getpid());
    REQUIRE(self);
    CHECK(self->pid == getpid());
    CHECK(self->start_time > 0);
    CHECK(runs(*self));
    CHECK(resident_memory(*self).value_or(0) > 100'000);
    ProcessIdentity earlier = *self;
    --earlier.start_time;
    CHECK_FALSE(runs(earlier));
    CHECK_FALSE(resident_memory(earlier));
    // Signal 0 is sent to nobody, but asks.
    CHECK(send_signal(*self, 0));
    CHECK_FALSE(send_signal(earlier, 0));
    CHECK(wait_for_end(earlier, patience));
}

TEST_CASE("numbers of no process are nobody's") {
    CHECK_FALSE(identify(0));
    CHECK_FALSE(identify(-1));
}

TEST_CASE("a process is followed to its end") {
    const pid_t child = start_child(wait_for_signal);
    const auto process = identify(child);
    REQUIRE(process);
    CHECK(runs(*process));
    CHECK_FALSE(wait_for_end(*process, std::chrono::milliseconds(50)));
    CHECK(send_signal(*process, SIGKILL));
    CHECK(wait_for_end(*process, patience));
    // It has ended, though nobody has asked how.
    CHECK_FALSE(runs(*process));
    CHECK(wait_for(child) == 1000 + SIGKILL);
    CHECK_FALSE(identify(child));
    CHECK_FALSE(send_signal(*process, SIGKILL));
}
