#include "platform/machine_memory.hpp"

#include <algorithm>
#include <fstream>
#include <unistd.h>

#include "platform/linux/control_group.hpp"

namespace gasworks::platform {

namespace {

namespace fs = std::filesystem;

/// The number in a file; `none` where it has another word, such as "max", or can't be read.
std::uint64_t number_in(const fs::path& path, std::uint64_t none) {
    std::ifstream file(path);
    std::uint64_t number = 0;
    return file >> number ? number : none;
}

}  // namespace

std::uint64_t memory_of_machine(const fs::path& root) {
    std::uint64_t bytes = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                          static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    for (const fs::path& group : control_groups(root))
        bytes = std::min(bytes, number_in(group / "memory.max", bytes));
    // That of version 1.
    return std::min(bytes, number_in(root / "sys/fs/cgroup/memory/memory.limit_in_bytes", bytes));
}

}  // namespace gasworks::platform
