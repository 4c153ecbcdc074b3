#pragma once
#include <array>
#include <atomic>
#include <cstdint>

/// What a test and fail_nth_call.so share, in a file that both have mapped. The library is loaded into the
/// server with LD_PRELOAD and finds the file by FAIL_NTH_CALL_CONTROL and the folder that it watches by
/// FAIL_NTH_CALL_BELOW.
///
/// Watched are the calls that change the disk or open a file there: open, openat, creat, write, pwrite,
/// writev, fsync, fdatasync, syncfs, ftruncate, rename, renameat, renameat2, mkdir, mkdirat, link, unlink,
/// unlinkat, close and mmap, as far as they are for something in the folder.
struct FailingCall {
    enum class How : std::int32_t {
        once,    ///< the n-th call fails, all others work
        onward,  ///< the n-th call and all after it fail
    };

    /// So many calls until one fails: 1 is the next one. 0 or below: none does.
    std::atomic<std::int64_t> countdown;
    std::atomic<How> how;
    /// What a failing call sets errno to. ENOSPC and EDQUOT: only calls that take room count and fail. EINTR:
    /// only writes, which are cut short, and fsync.
    std::atomic<std::int32_t> error_number;
    std::atomic<std::int64_t> failed;  ///< calls that have failed so far
    std::array<char, 512> first;       ///< the first of them, e.g. "write /data/x"
};
static_assert(std::atomic<std::int64_t>::is_always_lock_free);
