#include "platform/thread_niceness.hpp"

#include <sys/resource.h>
#include <thread>

#include "platform/limitations.hpp"
#include "tests/catch.hpp"

TEST_CASE("a thread becomes nicer alone, or it is said that this can't be") {
    const int before = getpriority(PRIO_PROCESS, 0);
    bool done = false;
    int inside = before;
    std::jthread([&] {
        done = gasworks::platform::add_niceness_to_this_thread(1);
        inside = getpriority(PRIO_PROCESS, 0);
    }).join();
    CHECK(getpriority(PRIO_PROCESS, 0) == before);
    CHECK(done == gasworks::platform::limitations().empty());
    constexpr int nicest = 19;
    CHECK(inside == (done && before < nicest ? before + 1 : before));
}
