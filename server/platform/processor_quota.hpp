#pragma once
#include <filesystem>
#include <optional>

namespace gasworks::platform {

/// How many processors' time the control groups around this process leave to it (a container's --cpus, a
/// systemd unit's CPUQuota): 0.5 is half of one. Nothing where they limit none. `root` has the files of a
/// running system.
std::optional<double> processor_quota(const std::filesystem::path& root = "/");

}  // namespace gasworks::platform
