#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>
#include <zlib.h>

#include <tl/expected.hpp>

#include "datasets/extraction_error.hpp"

namespace eigenfaces::service {

/// Decompresses a gzip file (RFC 1952) and checks what it says of itself: the CRC-32 and the length of each
/// member. libarchive's gzip filter checks neither. Members may follow each other; what follows the last one
/// and is not a member is ignored, as gzip does.
class GzipReader {
  public:
    /// Reads from `file`, which stays open and belongs to the caller, to its end.
    explicit GzipReader(int file);
    GzipReader(const GzipReader&) = delete;
    GzipReader& operator=(const GzipReader&) = delete;
    ~GzipReader();

    /// The next bytes, valid until the next call; none at the end. Errors: damaged, disk.
    tl::expected<std::span<const std::byte>, ExtractionError> next();

    std::uint64_t compressed_bytes() const { return compressed_bytes_; }
    std::uint64_t bytes() const { return bytes_; }

  private:
    tl::expected<bool, ExtractionError> fill();
    tl::expected<bool, ExtractionError> begin_next_member();

    int file_;
    z_stream stream_{};
    std::vector<unsigned char> input_;
    std::vector<unsigned char> output_;
    bool at_end_ = false;
    std::uint64_t compressed_bytes_ = 0;
    std::uint64_t bytes_ = 0;
};

}  // namespace eigenfaces::service
