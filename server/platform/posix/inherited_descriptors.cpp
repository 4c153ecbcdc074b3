#include "platform/inherited_descriptors.hpp"

#include <algorithm>
#include <fcntl.h>
#include <sys/resource.h>

namespace gasworks::platform {

// One by one: those that are open now. Another thread must not open one that is not closed on exec meanwhile,
// and none of ours does.
int close_descriptors_from(posix_spawn_file_actions_t& actions, int first) {
    constexpr rlim_t most_numbers = 1'048'576;
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    const auto end = static_cast<int>(std::min(limit.rlim_cur, most_numbers));
    for (int number = first; number < end; ++number) {
        if (fcntl(number, F_GETFD) == -1) continue;
        if (const int error = posix_spawn_file_actions_addclose(&actions, number); error != 0) return error;
    }
    return 0;
}

}  // namespace gasworks::platform
