#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace eigenfaces::service {

/// How long a store is waited for, how often it is asked again, and how much of everything there is.
struct S3Limits {
    std::chrono::milliseconds connect_timeout{5'000};
    /// An answer or a body of which less than 1 KB a second comes for so long is given up.
    std::chrono::seconds stall{10};
    /// For an operation with all its retries; a second more for each 256 KB that it sends or may receive. A
    /// file that is read has it anew as long as bytes arrive.
    std::chrono::milliseconds deadline{30'000};
    unsigned attempts = 8;
    /// Reads of a store that was asked for so long without any answer are given up sooner: somebody waits for
    /// them, whom another server may answer.
    std::chrono::milliseconds silence{5'000};
    std::chrono::milliseconds deadline_in_silence{3'000};
    /// The pause before another attempt is anything between 0 and this, doubled with each (full jitter, so
    /// that many that failed together don't come back together).
    std::chrono::milliseconds first_backoff{100};
    std::chrono::milliseconds longest_backoff{5'000};
    std::size_t connections = 16;
    /// A file of more bytes is sent in parts of so many, each of which is sent again alone. S3 wants 5 MB at
    /// least.
    std::uint64_t part_bytes = std::uint64_t{16} << 20U;
    std::size_t parts_in_flight = 3;
    std::size_t removals_in_flight = 8;
};

}  // namespace eigenfaces::service
