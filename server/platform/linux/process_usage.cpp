#include "platform/process_usage.hpp"

#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <unistd.h>

namespace gasworks::platform {

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

}  // namespace

ProcessUsage process_usage() {
    ProcessUsage usage;
    const auto stat = read_stat();
    if (!stat) return usage;
    const auto tick = static_cast<double>(sysconf(_SC_CLK_TCK));
    usage.cpu_seconds = static_cast<double>(stat->user_ticks + stat->system_ticks) / tick;
    usage.resident_bytes = stat->resident_pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    usage.virtual_bytes = stat->virtual_bytes;
    usage.threads = stat->threads;
    if (const auto boot = boot_time()) {
        usage.start_time = *boot + static_cast<double>(stat->start_ticks) / tick;
    }
    return usage;
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

}  // namespace gasworks::platform
