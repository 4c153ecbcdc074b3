#include "storage/descriptor.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace eigenfaces::service {

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this != &other) {
        close();
        number_ = std::exchange(other.number_, -1);
    }
    return *this;
}

Descriptor::~Descriptor() {
    close();
}

int Descriptor::release() {
    return std::exchange(number_, -1);
}

bool Descriptor::close() {
    const int number = std::exchange(number_, -1);
    // After EINTR the descriptor is gone on Linux: closing it again could close another thread's.
    return number < 0 || ::close(number) == 0 || errno == EINTR;
}

StorageResult<Descriptor> open_folder(const std::filesystem::path& folder) {
    Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened) return tl::unexpected(system_error("open the folder", folder));
    return opened;
}

StorageResult<void> write_all(const Descriptor& file, std::span<const std::byte> bytes,
                              const std::filesystem::path& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            return tl::unexpected(system_error("write", path));
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

StorageResult<void> synchronise(const Descriptor& file_or_folder, const std::filesystem::path& path) {
    while (::fsync(file_or_folder.get()) != 0) {
        if (errno == EINTR) continue;
        // Some network file systems have no fsync for folders and say so.
        if (errno == EINVAL || errno == ENOTSUP) return {};
        return tl::unexpected(system_error("flush", path));
    }
    return {};
}

}  // namespace eigenfaces::service
