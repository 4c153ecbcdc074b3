#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace gasworks::program {

/// Asks the server that listens at `host` and `port`, as the flags of these names have them, whether it is
/// alive: GET /livez has to be answered with 200 by then. Prints what is wrong to standard error. For health
/// checks of containers and the like, which have nothing at hand but the program. \return the exit code: 0
/// where it is alive, 1 where it is not, 2 where the question makes no sense because the system chooses the
/// port.
int check_health(const std::string& name, const std::string& host, std::uint16_t port,
                 std::chrono::milliseconds patience = std::chrono::seconds(5));

}  // namespace gasworks::program
