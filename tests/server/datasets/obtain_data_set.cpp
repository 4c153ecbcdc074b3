// obtain_data_set ROOT URL SHA256 [MAX_FILE_BYTES]: what the tests run to kill it. Exit code: 0, or 10 + the
// number of the kind of error. MAX_FILE_BYTES stands for a disk that is full.
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <sys/resource.h>

#include "datasets/data_set_store.hpp"

using namespace eigenfaces::service;

int main(int count, char** arguments) {
    if (count < 4) return 2;
    const CurlLibrary library;
    if (count > 4) {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlim_t bytes = std::strtoull(arguments[4], nullptr, 10);
        const rlimit limit = {bytes, bytes};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 3;
    }
    auto store = DataSetStore::open(arguments[1], library);
    if (!store) {
        std::cerr << store.error().message() << '\n';
        return 4;
    }
    ObtainRequest request;
    request.url = arguments[2];
    request.digest = Sha256::from_hex(arguments[3]);
    const auto data_set = (*store)->obtain(request, nullptr, {});
    if (data_set) return 0;
    std::cerr << data_set.error().detail << '\n';
    return 10 + static_cast<int>(data_set.error().kind);
}
