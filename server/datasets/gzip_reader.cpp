#include "datasets/gzip_reader.hpp"

#include <cerrno>
#include <cstring>
#include <new>
#include <string>
#include <system_error>
#include <unistd.h>

namespace eigenfaces::service {
namespace {

using Kind = ExtractionError::Kind;

constexpr std::size_t buffer_size = std::size_t{64} * 1024;
constexpr int gzip_members_alone = 16 + MAX_WBITS;  // zlib.h, inflateInit2

}  // namespace

GzipReader::GzipReader(int file) : file_(file), input_(buffer_size), output_(buffer_size) {
    if (::inflateInit2(&stream_, gzip_members_alone) != Z_OK) throw std::bad_alloc();
    stream_.next_in = input_.data();
}

GzipReader::~GzipReader() {
    ::inflateEnd(&stream_);
}

tl::expected<std::span<const std::byte>, ExtractionError> GzipReader::next() {
    stream_.next_out = output_.data();
    stream_.avail_out = static_cast<uInt>(output_.size());
    while (!at_end_ && stream_.avail_out == output_.size()) {
        if (stream_.avail_in == 0) {
            const auto filled = fill();
            if (!filled) return tl::unexpected(filled.error());
            if (!*filled) {
                return tl::unexpected(ExtractionError{Kind::damaged, "the gzip file ends in the middle"});
            }
        }
        const int code = ::inflate(&stream_, Z_NO_FLUSH);
        if (code == Z_STREAM_END) {
            const auto more = begin_next_member();
            if (!more) return tl::unexpected(more.error());
            at_end_ = !*more;
        } else if (code == Z_MEM_ERROR) {
            throw std::bad_alloc();
        } else if (code != Z_OK && code != Z_BUF_ERROR) {
            const std::string reason = stream_.msg != nullptr ? stream_.msg : "not gzip data";
            return tl::unexpected(ExtractionError{Kind::damaged, "the gzip file is damaged: " + reason});
        }
    }
    const std::size_t count = output_.size() - stream_.avail_out;
    bytes_ += count;
    return std::as_bytes(std::span(output_).first(count));
}

/// Adds to what is not yet decompressed. \return false at the end of the file
tl::expected<bool, ExtractionError> GzipReader::fill() {
    std::memmove(input_.data(), stream_.next_in, stream_.avail_in);
    stream_.next_in = input_.data();
    for (;;) {
        const ssize_t count =
            ::read(file_, input_.data() + stream_.avail_in, input_.size() - stream_.avail_in);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            const std::string reason = std::generic_category().message(errno);
            return tl::unexpected(ExtractionError{Kind::disk, "cannot read the archive: " + reason});
        }
        stream_.avail_in += static_cast<uInt>(count);
        compressed_bytes_ += static_cast<std::uint64_t>(count);
        return count > 0;
    }
}

tl::expected<bool, ExtractionError> GzipReader::begin_next_member() {
    while (stream_.avail_in < 2) {
        auto filled = fill();
        if (!filled || !*filled) return filled;
    }
    if (stream_.next_in[0] != 0x1f || stream_.next_in[1] != 0x8b) return false;
    if (::inflateReset(&stream_) != Z_OK) throw std::bad_alloc();
    return true;
}

}  // namespace eigenfaces::service
