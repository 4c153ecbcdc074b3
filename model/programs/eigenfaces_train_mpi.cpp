#include <algorithm>
#include <iostream>
#include <thread>

#include "model/blas.hpp"
#include "model/cluster/mpi/mpi_team.hpp"
#include "model/programs/cancel_on_signal.hpp"
#include "model/programs/train_program.hpp"
#include "platform/processor.hpp"

namespace {

/// Processors that mpirun has bound this process to, and no more than its share of the machine's.
std::size_t default_threads(const eigenfaces::cluster::MpiProcess& process) {
    const std::size_t all = std::thread::hardware_concurrency();
    const std::size_t bound = gasworks::platform::usable_cores();
    const std::size_t share = all / process.size_on_this_machine();
    return std::max<std::size_t>(1, bound == 0 ? share : std::min(bound, share));
}

}  // namespace

int main(int argc, char** argv) {
    eigenfaces::blas::prepare();
    try {
        const eigenfaces::CancelOnSignal signals;
        const eigenfaces::cluster::MpiProcess process;
        try {
            eigenfaces::cluster::MpiTeam team(process, signals.token());
            return eigenfaces::run_training(
                argc, argv, {team, process.machine(), default_threads(process), team.stop_token()});
        } catch (const std::exception& failure) {
            // Nobody expects it, so the other ranks may wait for this one.
            std::cerr << "eigenfaces-train: " << failure.what() << "\n";
            eigenfaces::cluster::MpiProcess::end_all();
        }
    } catch (const std::exception& failure) {
        std::cerr << "eigenfaces-train: " << failure.what() << "\n";
        return 1;
    }
}
