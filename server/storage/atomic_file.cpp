#include "storage/atomic_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "storage/rename.hpp"
#include "storage/temporary_name.hpp"

namespace eigenfaces::service {
namespace {

std::filesystem::path folder_of(const std::filesystem::path& path) {
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

StorageResult<void> write_whole(const std::filesystem::path& path, std::span<const std::byte> contents,
                                StorageResult<void> (AtomicFile::*commit)()) {
    auto file = AtomicFile::create(path);
    if (!file) return tl::unexpected(file.error());
    if (auto written = file->write(contents); !written) return written;
    return ((*file).*commit)();
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path path, std::filesystem::path temporary, Descriptor folder,
                       Descriptor file)
    : path_(std::move(path)),
      temporary_(std::move(temporary)),
      folder_(std::move(folder)),
      file_(std::move(file)) {}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      folder_(std::move(other.folder_)),
      file_(std::move(other.file_)),
      status_(other.status_) {}

AtomicFile::~AtomicFile() {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

StorageResult<AtomicFile> AtomicFile::create(const std::filesystem::path& path) {
    if (!path.has_filename() || path.filename() == "." || path.filename() == "..") {
        return tl::unexpected(system_error("create", path, EINVAL));
    }
    auto folder = open_folder(folder_of(path));
    if (!folder) return tl::unexpected(folder.error());
    const std::filesystem::path temporary = folder_of(path) / temporary_name();
    Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file) return tl::unexpected(system_error("create", path));
    return AtomicFile(path, temporary, std::move(*folder), std::move(file));
}

StorageResult<void> AtomicFile::write(std::span<const std::byte> bytes) {
    return write_all(file_, bytes, path_);
}

StorageResult<void> AtomicFile::keep_owner_and_mode() {
    struct stat old {};
    if (::lstat(path_.c_str(), &old) != 0) {
        if (errno == ENOENT) return {};
        return tl::unexpected(system_error("look at", path_));
    }
    if (!S_ISREG(old.st_mode)) return {};  // a link is replaced, not followed
    struct stat made {};
    if (::fstat(file_.get(), &made) != 0) return tl::unexpected(system_error("look at", temporary_));
    const bool is_theirs = made.st_uid != old.st_uid || made.st_gid != old.st_gid;
    if (is_theirs && ::fchown(file_.get(), old.st_uid, old.st_gid) != 0)
        return tl::unexpected(system_error("keep the owner of", path_));
    constexpr mode_t permissions = 0777;
    if (::fchmod(file_.get(), old.st_mode & permissions) != 0)
        return tl::unexpected(system_error("keep the mode of", path_));
    return {};
}

StorageResult<void> AtomicFile::commit() {
    return flush_and_rename(true);
}

StorageResult<void> AtomicFile::commit_new() {
    return flush_and_rename(false);
}

StorageResult<void> AtomicFile::flush_and_rename(bool replace) {
    if (auto flushed = synchronise(file_, path_); !flushed) return flushed;
    struct stat status {};
    if (::fstat(file_.get(), &status) != 0) return tl::unexpected(system_error("look at", path_));
    status_ = file_status(status);
    if (!file_.close()) return tl::unexpected(system_error("write", path_));
    auto renamed = replace ? rename_over(temporary_, path_) : rename_new(temporary_, path_);
    if (!renamed) {
        // The temporary's name means nothing to a reader.
        return tl::unexpected(system_error("create", path_, renamed.error().error_number));
    }
    temporary_.clear();
    return synchronise(folder_, folder_of(path_));
}

StorageResult<void> replace_file(const std::filesystem::path& path, std::span<const std::byte> contents) {
    return write_whole(path, contents, &AtomicFile::commit);
}

StorageResult<void> replace_file(const std::filesystem::path& path, std::string_view contents) {
    return replace_file(path, std::as_bytes(std::span(contents)));
}

StorageResult<void> create_file(const std::filesystem::path& path, std::span<const std::byte> contents) {
    return write_whole(path, contents, &AtomicFile::commit_new);
}

StorageResult<void> create_file(const std::filesystem::path& path, std::string_view contents) {
    return create_file(path, std::as_bytes(std::span(contents)));
}

}  // namespace eigenfaces::service
