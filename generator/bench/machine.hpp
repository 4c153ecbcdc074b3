#pragma once
#include <cstdint>
#include <string>

namespace gasworks::bench {

/// The machine that this program runs on, as it describes itself; empty or 0 where it does not.
struct Machine {
    std::string processor;
    unsigned cores = 0;          ///< that this process may use
    double processor_limit = 0;  ///< how many processors' time its control group leaves to it; 0: no limit
    std::uint64_t memory = 0;    ///< bytes; where its control group leaves less to it, these
    std::string kernel;          ///< "Linux 6.1.0 x86_64"
    std::string system;          ///< "Debian GNU/Linux 12 (bookworm)"
    std::string container;       ///< "docker", "podman", "kubernetes"; empty outside of one
};

Machine describe_machine();

/// "4 cores of Cortex-A72 (limited to 1.5), 4.1 GB, Linux 6.1.0 aarch64, Debian GNU/Linux 12 (bookworm), in
/// docker"
std::string description(const Machine& machine);

}  // namespace gasworks::bench
