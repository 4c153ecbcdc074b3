#pragma once

#include <cstddef>
#include <functional>

namespace eigenfaces {

/// The number of threads that `requested` stands for: 0 means one per processor.
std::size_t thread_count(std::size_t requested);

/// Calls `body(index, worker)` once for each index from 0 to count - 1, on `threads` threads (the caller's is
/// one of them), and returns when all calls have. Indices are handed out in rising order; `worker`, below
/// `threads`, is the thread's number, for memory that a thread keeps to itself. After an exception no further
/// index is handed out, and the first exception is thrown again here.
void parallel_for(std::size_t count, std::size_t threads,
                  const std::function<void(std::size_t, std::size_t)>& body);

}  // namespace eigenfaces
