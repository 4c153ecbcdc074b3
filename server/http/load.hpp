#pragma once
#include <cstddef>
#include <cstdint>

namespace gasworks::http {

/// What a pool of workers has to do at a moment.
struct PoolLoad {
    std::size_t threads = 0;
    std::size_t busy = 0;         ///< threads at work
    std::size_t waiting = 0;      ///< requests that no thread has taken yet
    std::size_t queue_limit = 0;  ///< of those that wait
    std::uint64_t rejected = 0;   ///< requests since the start that found the queue full

    bool is_full() const { return waiting >= queue_limit + (threads - busy); }
};

/// What a server has to do at a moment.
struct Load {
    std::size_t connections = 0;
    std::size_t requests_in_flight = 0;  ///< whose answer is not delivered yet
    PoolLoad ordinary;
    PoolLoad lengthy;
    bool stopping = false;  ///< no new requests are taken
};

}  // namespace gasworks::http
