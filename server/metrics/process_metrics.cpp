#include "metrics/process_metrics.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace gasworks::metrics {

namespace {

/// The fields of /proc/self/stat that are wanted here; see proc(5).
struct Stat {
    std::uint64_t user_ticks = 0;
    std::uint64_t system_ticks = 0;
    std::uint64_t threads = 0;
    std::uint64_t start_ticks = 0;  ///< after boot
    std::uint64_t virtual_bytes = 0;
    std::uint64_t resident_pages = 0;
};

std::optional<Stat> read_stat() {
    std::ifstream file("/proc/self/stat");
    std::string line;
    if (!std::getline(file, line)) return std::nullopt;
    // The second field is the program's name in parentheses, which may contain anything.
    const auto name_end = line.rfind(')');
    if (name_end == std::string::npos) return std::nullopt;
    std::istringstream fields(line.substr(name_end + 1));
    std::string state;
    fields >> state;
    std::int64_t skipped = 0;
    const auto skip = [&](int count) {
        for (int i = 0; i < count; ++i)
            fields >> skipped;
    };
    Stat stat;
    skip(10);  // 4 to 13
    fields >> stat.user_ticks >> stat.system_ticks;
    skip(4);  // 16 to 19
    fields >> stat.threads;
    skip(1);
    fields >> stat.start_ticks >> stat.virtual_bytes >> stat.resident_pages;
    if (!fields) return std::nullopt;
    return stat;
}

/// Seconds since 1970 at which the machine was started.
std::optional<double> boot_time() {
    std::ifstream file("/proc/stat");
    std::string key;
    while (file >> key) {
        double seconds = 0;
        if (key == "btime" && file >> seconds) return seconds;
        file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    }
    return std::nullopt;
}

std::optional<std::size_t> open_descriptors() {
    std::error_code error;
    std::filesystem::directory_iterator entries("/proc/self/fd", error);
    if (error) return std::nullopt;
    std::size_t count = 0;
    for (; entries != std::filesystem::directory_iterator(); entries.increment(error)) {
        if (error) return std::nullopt;
        ++count;
    }
    return count - 1;  // one of them is the listing's own
}

}  // namespace

void collect_process(Exposition& exposition) {
    const auto gauge = [&](std::string_view name, std::string_view help, double value) {
        exposition.family(name, MetricType::gauge, help);
        exposition.sample(value);
    };
    if (const auto stat = read_stat()) {
        const auto tick = static_cast<double>(sysconf(_SC_CLK_TCK));
        exposition.family("process_cpu_seconds_total", MetricType::counter,
                          "User and system CPU time, in seconds.");
        exposition.sample(static_cast<double>(stat->user_ticks + stat->system_ticks) / tick);
        gauge("process_resident_memory_bytes", "Resident memory, in bytes.",
              static_cast<double>(stat->resident_pages) * static_cast<double>(sysconf(_SC_PAGESIZE)));
        gauge("process_virtual_memory_bytes", "Virtual memory, in bytes.",
              static_cast<double>(stat->virtual_bytes));
        gauge("process_threads", "Threads.", static_cast<double>(stat->threads));
        if (const auto boot = boot_time()) {
            gauge("process_start_time_seconds", "When the process began, in seconds since 1970.",
                  *boot + static_cast<double>(stat->start_ticks) / tick);
        }
    }
    if (const auto open = open_descriptors()) {
        gauge("process_open_fds", "Open file descriptors.", static_cast<double>(*open));
    }
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        gauge("process_max_fds", "Most file descriptors that may be open.",
              static_cast<double>(limit.rlim_cur));
    }
}

}  // namespace gasworks::metrics
