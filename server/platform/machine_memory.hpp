#pragma once
#include <cstdint>
#include <filesystem>

namespace gasworks::platform {

/// Bytes of memory that this process may have: the machine's, or less where a control group (a container, a
/// systemd unit with MemoryMax) says so. `root` has the files of a running system: /proc and /sys.
std::uint64_t memory_of_machine(const std::filesystem::path& root = "/");

}  // namespace gasworks::platform
