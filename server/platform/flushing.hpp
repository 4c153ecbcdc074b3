#pragma once

namespace gasworks::platform {

enum class Flushing {
    done,
    failed,         ///< errno tells why
    not_supported,  ///< files have to be flushed one by one
};

/// Flushes all of the file system that an open file or folder is on, and tells whether that worked.
Flushing flush_file_system(int descriptor);

}  // namespace gasworks::platform
