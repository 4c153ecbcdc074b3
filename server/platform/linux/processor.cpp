#include "platform/processor.hpp"

#include <fstream>
#include <sched.h>

namespace gasworks::platform {

std::string processor_name() {
    std::ifstream lines("/proc/cpuinfo");
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("model name")) continue;
        const auto colon = line.find(':');
        const auto first = colon == std::string::npos ? colon : line.find_first_not_of(" \t", colon + 1);
        if (first != std::string::npos) return line.substr(first);
    }
    // ARM processors have no name there, but the board has.
    std::string name;
    std::ifstream board("/proc/device-tree/model", std::ios::binary);
    std::getline(board, name, '\0');
    return name;
}

unsigned usable_cores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    return sched_getaffinity(0, sizeof set, &set) == 0 ? static_cast<unsigned>(CPU_COUNT(&set)) : 0;
}

}  // namespace gasworks::platform
