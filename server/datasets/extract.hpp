#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>

#include <tl/expected.hpp>

#include "datasets/extraction_error.hpp"

namespace eigenfaces::service {

struct ExtractionLimits {
    std::uint64_t max_entries = 100'000;
    std::uint64_t max_entry_bytes = std::uint64_t{256} << 20U;
    std::uint64_t max_total_bytes = std::uint64_t{4} << 30U;
    std::size_t max_depth = 16;  ///< folders in one path
};

struct ExtractionProgress {
    std::uint64_t entries = 0;             ///< extracted so far
    std::uint64_t bytes = 0;               ///< written so far
    std::uint64_t archive_bytes_read = 0;  ///< of the archive
    std::uint64_t archive_bytes = 0;       ///< the archive's size
};

struct Extracted {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
};

/// Extracts a tar.gz or zip archive, told apart by their first bytes, into the new folder `folder`, whose
/// parent exists.
///
/// Only regular files (mode 0644) and folders (0755) are made; times, owners and modes of the archive are not
/// kept. Any other entry refuses the archive: absolute paths, "..", backslashes, control characters, names
/// that are not UTF-8 or longer than 255 bytes, symlinks, hard links, devices, pipes, and a file's name given
/// twice. A folder may be named more than once. The CRC of gzip and of each zip entry is checked, to the end
/// of the archive.
///
/// On any error the folder is removed. `progress` is called on this thread, often. Nothing is flushed to the
/// device: publish_folder() does that once for all.
tl::expected<Extracted, ExtractionError> extract(
    const std::filesystem::path& archive, const std::filesystem::path& folder, const ExtractionLimits& limits,
    const std::function<void(const ExtractionProgress&)>& progress, std::stop_token stop);

}  // namespace eigenfaces::service
