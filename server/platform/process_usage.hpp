#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>

namespace gasworks::platform {

/// What this process uses; nothing for what the system does not tell.
struct ProcessUsage {
    std::optional<double> cpu_seconds;  ///< user and system
    std::optional<std::uint64_t> resident_bytes;
    std::optional<std::uint64_t> virtual_bytes;
    std::optional<std::uint64_t> threads;
    std::optional<double> start_time;  ///< seconds since 1970
};

ProcessUsage process_usage();

/// Files, sockets and the like that this process has open.
std::optional<std::size_t> open_descriptors();

}  // namespace gasworks::platform
