#include "program/descriptor_limit.hpp"

#include <algorithm>
#include <sys/resource.h>

namespace gasworks::program {

void raise_descriptor_limit() {
    constexpr rlim_t enough = 16'384;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    const rlim_t possible = limit.rlim_max == RLIM_INFINITY ? enough : std::min(enough, limit.rlim_max);
    if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= possible) return;
    limit.rlim_cur = possible;
    setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace gasworks::program
