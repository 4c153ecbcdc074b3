#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>

namespace gasworks::platform {

/// One process, told apart from all that ever have the same number: by when it started, in this run of the
/// system.
struct ProcessIdentity {
    pid_t pid = -1;
    /// Linux: clock ticks since the system started, field 22 of /proc/PID/stat. Elsewhere: seconds since
    /// 1970.
    std::uint64_t start_time = 0;
    /// Linux: /proc/sys/kernel/random/boot_id. Elsewhere empty, since start_time tells.
    std::string boot;

    bool operator==(const ProcessIdentity&) const = default;
};

/// The process that has this number now; nothing when there is none, or it has ended and nobody has asked
/// how. Throws std::system_error where the system can't be asked.
std::optional<ProcessIdentity> identify(pid_t pid);

/// Whether this very process runs.
bool runs(const ProcessIdentity& process);

/// Memory that the process has in RAM, in bytes; nothing when it is gone.
std::optional<std::uint64_t> resident_memory(const ProcessIdentity& process);

/// Sends a signal to this very process. False when it is gone. Throws std::system_error where it is not
/// allowed. On Linux never to another process that got its number; elsewhere only where it got it in the
/// moment between the look and the signal.
bool send_signal(const ProcessIdentity& process, int number);

/// Waits until this process has ended; false when it has not by then. A child of the caller still wants its
/// waitpid().
bool wait_for_end(const ProcessIdentity& process, std::chrono::milliseconds patience);

}  // namespace gasworks::platform
