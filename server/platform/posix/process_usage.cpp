#include "platform/process_usage.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/time.h>

namespace gasworks::platform {

namespace {

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

ProcessUsage process_usage() {
    ProcessUsage usage;
    rusage used{};
    if (getrusage(RUSAGE_SELF, &used) == 0)
        usage.cpu_seconds = seconds(used.ru_utime) + seconds(used.ru_stime);
    return usage;
}

std::optional<std::size_t> open_descriptors() {
    // Each possible number is asked for, which takes too long where there is no limit.
    constexpr rlim_t most_numbers = 1'048'576;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > most_numbers) return std::nullopt;
    std::size_t count = 0;
    for (int number = 0; static_cast<rlim_t>(number) < limit.rlim_cur; ++number) {
        if (fcntl(number, F_GETFD) != -1) ++count;
    }
    return count;
}

}  // namespace gasworks::platform
