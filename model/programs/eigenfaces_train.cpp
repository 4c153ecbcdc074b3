#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <unistd.h>

#include "model/blas.hpp"
#include "model/programs/cancel_on_signal.hpp"
#include "model/programs/train_program.hpp"

namespace {

/// mpirun of OpenMPI, or a scheduler that starts its programs by PMIx.
bool started_by_mpi() {
    return std::getenv("OMPI_COMM_WORLD_SIZE") != nullptr || std::getenv("PMIX_RANK") != nullptr;
}

/// The program of the same name that is linked with MPI takes the place of this one. Returns where there is
/// none.
void become_mpi_program(char** argv) {
    std::string program = std::string(argv[0]) + "-mpi";
    argv[0] = program.data();
    ::execvp(program.c_str(), argv);
    std::cerr << "eigenfaces-train: was started by mpirun, for which it needs " << program << ": "
              << std::strerror(errno)
              << "; build it with -DGASWORKS_MPI=ON, which takes the package libopenmpi-dev\n";
}

}  // namespace

int main(int argc, char** argv) {
    if (started_by_mpi()) {
        become_mpi_program(argv);
        return 1;
    }
    eigenfaces::blas::prepare();
    try {
        const eigenfaces::CancelOnSignal signals;
        eigenfaces::cluster::Alone alone;
        return eigenfaces::run_training(argc, argv, {alone, "", 0, signals.token()});
    } catch (const std::exception& failure) {
        std::cerr << "eigenfaces-train: " << failure.what() << "\n";
        return 1;
    }
}
