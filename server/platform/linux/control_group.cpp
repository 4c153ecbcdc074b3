#include "platform/linux/control_group.hpp"

#include <fstream>
#include <string>

namespace gasworks::platform {

namespace {

namespace fs = std::filesystem;

/// "system.slice/gasworks.service", relative to where groups are mounted; empty where there is none.
fs::path control_group(const fs::path& root) {
    std::ifstream groups(root / "proc/self/cgroup");
    for (std::string line; std::getline(groups, line);) {
        if (line.starts_with("0::/")) return line.substr(4);
    }
    return {};
}

}  // namespace

std::vector<fs::path> control_groups(const fs::path& root) {
    std::vector<fs::path> folders;
    for (fs::path group = control_group(root);; group = group.parent_path()) {
        folders.push_back(root / "sys/fs/cgroup" / group);
        if (group.empty()) return folders;
    }
}

}  // namespace gasworks::platform
