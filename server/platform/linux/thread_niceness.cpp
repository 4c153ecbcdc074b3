#include "platform/thread_niceness.hpp"

#include <sys/resource.h>
#include <unistd.h>

namespace gasworks::platform {

bool add_niceness_to_this_thread(int niceness) {
    // setpriority(2) takes a thread's number for a process's. Never refused: everybody may be nicer than they
    // are, and 19 is where the kernel stops counting.
    const auto self = static_cast<id_t>(gettid());
    return setpriority(PRIO_PROCESS, self, getpriority(PRIO_PROCESS, self) + niceness) == 0;
}

}  // namespace gasworks::platform
