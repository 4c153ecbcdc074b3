#include "platform/machine_memory.hpp"

#include <algorithm>
#include <fstream>
#include <string>
#include <unistd.h>

namespace gasworks::platform {

namespace {

namespace fs = std::filesystem;

/// The number in a file; `none` where it has another word, such as "max", or can't be read.
std::uint64_t number_in(const fs::path& path, std::uint64_t none) {
    std::ifstream file(path);
    std::uint64_t number = 0;
    return file >> number ? number : none;
}

/// "/system.slice/gasworks.service": the process's group of version 2, relative to where groups are mounted;
/// empty where there is none.
std::string control_group(const fs::path& root) {
    std::ifstream groups(root / "proc/self/cgroup");
    for (std::string line; std::getline(groups, line);) {
        if (line.starts_with("0::/")) return line.substr(4);
    }
    return {};
}

}  // namespace

std::uint64_t memory_of_machine(const fs::path& root) {
    std::uint64_t bytes = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                          static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    const fs::path groups = root / "sys/fs/cgroup";
    // Each group around this one has a limit of its own.
    for (fs::path group = control_group(root);; group = group.parent_path()) {
        bytes = std::min(bytes, number_in(groups / group / "memory.max", bytes));
        if (group.empty()) break;
    }
    return std::min(bytes, number_in(groups / "memory/memory.limit_in_bytes", bytes));
}

}  // namespace gasworks::platform
