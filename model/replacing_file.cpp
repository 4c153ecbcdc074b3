#include "model/replacing_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace eigenfaces {

ReplacingFile::ReplacingFile(std::filesystem::path path)
    : path_(std::move(path)), partial_(path_.string() + ".partial") {
    while (!open() && failure_ == 0) {
    }
}

/// False without a failure where the partial was published by its writer before it was locked here: again.
bool ReplacingFile::open() {
    descriptor_ = ::open(partial_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor_ < 0) {
        failure_ = errno;
        return false;
    }
    struct stat opened = {};
    struct stat named = {};
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 || ::fstat(descriptor_, &opened) != 0) {
        failure_ = errno;
    } else if (::stat(partial_.c_str(), &named) == 0 && named.st_ino == opened.st_ino &&
               named.st_dev == opened.st_dev) {
        if (::ftruncate(descriptor_, 0) == 0) return true;
        failure_ = errno;
        ::unlink(partial_.c_str());
    }
    ::close(std::exchange(descriptor_, -1));
    return false;
}

ReplacingFile::~ReplacingFile() {
    if (descriptor_ < 0) return;
    ::unlink(partial_.c_str());
    ::close(descriptor_);
}

void ReplacingFile::write(std::span<const std::byte> bytes) {
    while (failure_ == 0 && !bytes.empty()) {
        const auto written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written >= 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            failure_ = errno;
        }
    }
}

void ReplacingFile::publish() {
    if (failure_ != 0) return;
    if (::rename(partial_.c_str(), path_.c_str()) == 0) {
        ::close(std::exchange(descriptor_, -1));
    } else {
        failure_ = errno;
    }
}

}  // namespace eigenfaces
