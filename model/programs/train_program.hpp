#pragma once

#include <cstddef>
#include <stop_token>
#include <string>

#include "model/cluster/team.hpp"

namespace eigenfaces {

/// One process of those that run the program.
struct TrainProcess {
    cluster::Team& team;
    std::string machine;  ///< its name; "" where there is one process alone
    /// Threads where the user asks for none.
    std::size_t default_threads = 0;
    std::stop_token stop;
};

/// The program eigenfaces-train. The first rank alone talks and writes files; what goes wrong in one rank
/// ends all. \return the program's exit code
int run_training(int argc, char** argv, const TrainProcess& process);

}  // namespace eigenfaces
