#include "storage/read_file.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "storage/descriptor.hpp"

namespace eigenfaces::service {
namespace {

StorageError too_large(const std::filesystem::path& path, std::uint64_t max_bytes) {
    return {path, "read", EFBIG, "larger than the limit of " + std::to_string(max_bytes) + " bytes"};
}

}  // namespace

StorageResult<std::string> read_file(const std::filesystem::path& path, std::uint64_t max_bytes) {
    auto read = read_file_and_status(path, max_bytes);
    if (!read) return tl::unexpected(read.error());
    return std::move(read->bytes);
}

StorageResult<FileContents> read_file_and_status(const std::filesystem::path& path, std::uint64_t max_bytes) {
    // O_NONBLOCK: opening a pipe must not wait for its other end; it means nothing for a regular file.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file) return tl::unexpected(system_error("read", path));
    struct stat status = {};
    if (::fstat(file.get(), &status) != 0) return tl::unexpected(system_error("read", path));
    if (S_ISDIR(status.st_mode)) return tl::unexpected(system_error("read", path, EISDIR));
    if (!S_ISREG(status.st_mode)) {
        return tl::unexpected(StorageError{path, "read", EINVAL, "not a regular file"});
    }
    // With 32 bits some files are larger than any text.
    max_bytes = std::min<std::uint64_t>(max_bytes, std::string().max_size() - 1);
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size > max_bytes) return tl::unexpected(too_large(path, max_bytes));

    // One byte more than expected shows the end of the file, or that it is growing.
    std::string contents(static_cast<std::size_t>(size) + 1, '\0');
    std::size_t filled = 0;
    for (;;) {
        const ssize_t count = ::read(file.get(), contents.data() + filled, contents.size() - filled);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return tl::unexpected(system_error("read", path));
        if (count == 0) break;
        filled += static_cast<std::size_t>(count);
        if (filled > max_bytes) return tl::unexpected(too_large(path, max_bytes));
        if (filled == contents.size()) contents.resize(contents.size() * 2);
    }
    contents.resize(filled);
    return FileContents{std::move(contents), file_status(status)};
}

}  // namespace eigenfaces::service
