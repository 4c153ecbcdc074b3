#include "model/mapped_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace eigenfaces {

tl::expected<MappedFile, int> MappedFile::open(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return tl::unexpected(errno);
    struct stat status = {};
    int failure = ::fstat(descriptor, &status) == 0 ? 0 : errno;
    if (failure == 0 && (!S_ISREG(status.st_mode) || status.st_size == 0)) failure = EINVAL;
    if (failure == 0 && !std::in_range<std::size_t>(status.st_size)) failure = EFBIG;  // with 32 bits
    MappedFile file;
    if (failure == 0) {
        file.size_ = static_cast<std::size_t>(status.st_size);
        void* mapped = ::mmap(nullptr, file.size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
        if (mapped == MAP_FAILED) {
            failure = errno;
        } else {
            // All of it is about to be read.
            ::posix_madvise(mapped, file.size_, POSIX_MADV_WILLNEED);
            file.bytes_ = {static_cast<const std::byte*>(mapped),
                           [mapped, size = file.size_](const std::byte*) { ::munmap(mapped, size); }};
        }
    }
    ::close(descriptor);
    if (failure != 0) return tl::unexpected(failure);
    return file;
}

}  // namespace eigenfaces
