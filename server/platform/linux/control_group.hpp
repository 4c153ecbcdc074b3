#pragma once
#include <filesystem>
#include <vector>

namespace gasworks::platform {

/// Folders of the process's control group (version 2) and of each group around it, which has limits of its
/// own; the innermost first. `root` has the files of a running system: /proc and /sys.
std::vector<std::filesystem::path> control_groups(const std::filesystem::path& root);

}  // namespace gasworks::platform
