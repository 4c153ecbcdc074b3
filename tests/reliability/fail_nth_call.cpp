// A library for LD_PRELOAD that lets the n-th call that touches a folder fail; see failing_call.hpp.
#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/reliability/failing_call.hpp"

namespace {

/// The function that this library stands before.
template <class Function>
Function* original(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

FailingCall* map_control() {
    const char* path = std::getenv("FAIL_NTH_CALL_CONTROL");
    if (path == nullptr) return nullptr;
    // System calls, not functions: those may not be ready yet when the first watched call comes.
    const long file = ::syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
    if (file < 0) return nullptr;
    const long mapped =
        ::syscall(SYS_mmap, nullptr, sizeof(FailingCall), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0L);
    ::syscall(SYS_close, file);
    if (mapped < 0 && mapped > -4096) return nullptr;
    return reinterpret_cast<FailingCall*>(mapped);  // NOLINT(performance-no-int-to-ptr)
}

FailingCall* control() {
    static FailingCall* const mapped = map_control();
    return mapped;
}

std::string_view watched_folder() {
    static const char* const folder = std::getenv("FAIL_NTH_CALL_BELOW");
    return folder == nullptr ? std::string_view() : std::string_view(folder);
}

using Path = std::array<char, PATH_MAX + 1>;

/// The absolute path of an open file; empty where there is none.
void name_descriptor(int descriptor, Path& path) {
    std::array<char, 40> link{};
    std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", descriptor);
    const long length = ::syscall(SYS_readlinkat, AT_FDCWD, link.data(), path.data(), PATH_MAX);
    path[length > 0 ? static_cast<std::size_t>(length) : 0] = '\0';
}

bool is_watched(const char* path) {
    const std::string_view folder = watched_folder();
    if (folder.empty() || !std::string_view(path).starts_with(folder)) return false;
    const char next = path[folder.size()];
    return next == '/' || next == '\0';
}

/// Whether a call may take room on the disk.
enum class Takes { room, none };

/// Counts a call for this path; whether it is to fail, with errno set.
bool fails(const char* call, const char* path, Takes takes) {
    const int before = errno;
    FailingCall* const shared = control();
    if (shared == nullptr || !is_watched(path) || shared->countdown.load() <= 0) return false;
    const int error = shared->error_number;
    if (takes == Takes::none && (error == ENOSPC || error == EDQUOT)) return false;
    const std::string_view name = call;
    if (error == EINTR && !name.starts_with("write") && name != "fsync") return false;
    std::int64_t left = shared->countdown.load();
    const bool onward = shared->how == FailingCall::How::onward;
    do {
        if (left <= 0) return false;
        if (onward && left == 1) break;  // stays: the next one fails, too
    } while (!shared->countdown.compare_exchange_weak(left, left - 1));
    if (left != 1) {
        errno = before;
        return false;
    }
    if (shared->failed.fetch_add(1) == 0)
        std::snprintf(shared->first.data(), shared->first.size(), "%s %s", call, path);
    errno = error;
    return true;
}

bool fails_at(const char* call, int folder, const char* path, Takes takes = Takes::room) {
    if (path[0] == '/') return fails(call, path, takes);
    Path whole;
    if (folder == AT_FDCWD) {
        if (::syscall(SYS_getcwd, whole.data(), PATH_MAX) < 0) return false;
    } else {
        name_descriptor(folder, whole);
    }
    const std::size_t length = std::strlen(whole.data());
    std::snprintf(whole.data() + length, whole.size() - length, "/%s", path);
    return fails(call, whole.data(), takes);
}

bool fails_on(const char* call, int descriptor, Takes takes = Takes::room) {
    const int before = errno;
    Path path;
    name_descriptor(descriptor, path);
    errno = before;
    return fails(call, path.data(), takes);
}

Takes room_for(int flags) {
    return (flags & O_CREAT) != 0 ? Takes::room : Takes::none;
}

bool is_interrupted() {
    return errno == EINTR;
}

mode_t mode_of(int flags, va_list arguments) {
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

}  // namespace

// The names are glibc's, its reserved ones for checked calls among them.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-inconsistent-declaration-parameter-name)
extern "C" {

int open(const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    if (fails_at("open", AT_FDCWD, path, room_for(flags))) return -1;
    static auto* const next = original<int(const char*, int, ...)>("open");
    return next(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return open(path, flags, mode);
}

int openat(int folder, const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    if (fails_at("openat", folder, path, room_for(flags))) return -1;
    static auto* const next = original<int(int, const char*, int, ...)>("openat");
    return next(folder, path, flags, mode);
}

int openat64(int folder, const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return openat(folder, path, flags, mode);
}

int __open_2(const char* path, int flags) {
    return open(path, flags);
}

int __open64_2(const char* path, int flags) {
    return open(path, flags);
}

int __openat_2(int folder, const char* path, int flags) {
    return openat(folder, path, flags);
}

int __openat64_2(int folder, const char* path, int flags) {
    return openat(folder, path, flags);
}

ssize_t write(int file, const void* bytes, size_t count) {
    static auto* const next = original<ssize_t(int, const void*, size_t)>("write");
    if (!fails_on("write", file)) return next(file, bytes, count);
    return is_interrupted() && count > 1 ? next(file, bytes, count / 2) : -1;
}

ssize_t pwrite(int file, const void* bytes, size_t count, off_t offset) {
    static auto* const next = original<ssize_t(int, const void*, size_t, off_t)>("pwrite");
    if (!fails_on("pwrite", file)) return next(file, bytes, count, offset);
    return is_interrupted() && count > 1 ? next(file, bytes, count / 2, offset) : -1;
}

ssize_t writev(int file, const iovec* parts, int count) {
    static auto* const next = original<ssize_t(int, const iovec*, int)>("writev");
    if (!fails_on("writev", file)) return next(file, parts, count);
    return is_interrupted() && count > 1 ? next(file, parts, 1) : -1;
}

int fsync(int file) {
    static auto* const next = original<int(int)>("fsync");
    return fails_on("fsync", file) ? -1 : next(file);
}

int fdatasync(int file) {
    static auto* const next = original<int(int)>("fdatasync");
    return fails_on("fdatasync", file) ? -1 : next(file);
}

int syncfs(int file) noexcept {
    static auto* const next = original<int(int)>("syncfs");
    return fails_on("syncfs", file) ? -1 : next(file);
}

int ftruncate(int file, off_t size) noexcept {
    static auto* const next = original<int(int, off_t)>("ftruncate");
    return fails_on("ftruncate", file) ? -1 : next(file, size);
}

int rename(const char* from, const char* to) noexcept {
    static auto* const next = original<int(const char*, const char*)>("rename");
    return fails_at("rename", AT_FDCWD, from) ? -1 : next(from, to);
}

int renameat(int from_folder, const char* from, int to_folder, const char* to) noexcept {
    static auto* const next = original<int(int, const char*, int, const char*)>("renameat");
    return fails_at("renameat", from_folder, from) ? -1 : next(from_folder, from, to_folder, to);
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) noexcept {
    static auto* const next = original<int(int, const char*, int, const char*, unsigned)>("renameat2");
    return fails_at("renameat2", from_folder, from) ? -1 : next(from_folder, from, to_folder, to, flags);
}

int mkdir(const char* path, mode_t mode) noexcept {
    static auto* const next = original<int(const char*, mode_t)>("mkdir");
    return fails_at("mkdir", AT_FDCWD, path) ? -1 : next(path, mode);
}

int mkdirat(int folder, const char* path, mode_t mode) noexcept {
    static auto* const next = original<int(int, const char*, mode_t)>("mkdirat");
    return fails_at("mkdirat", folder, path) ? -1 : next(folder, path, mode);
}

int link(const char* from, const char* to) noexcept {
    static auto* const next = original<int(const char*, const char*)>("link");
    return fails_at("link", AT_FDCWD, from) ? -1 : next(from, to);
}

int unlink(const char* path) noexcept {
    static auto* const next = original<int(const char*)>("unlink");
    return fails_at("unlink", AT_FDCWD, path, Takes::none) ? -1 : next(path);
}

int unlinkat(int folder, const char* path, int flags) noexcept {
    static auto* const next = original<int(int, const char*, int)>("unlinkat");
    return fails_at("unlinkat", folder, path, Takes::none) ? -1 : next(folder, path, flags);
}

int close(int file) {
    static auto* const next = original<int(int)>("close");
    const int flags = static_cast<int>(::syscall(SYS_fcntl, file, F_GETFL));
    const bool is_writing = flags != -1 && (flags & O_ACCMODE) != O_RDONLY;
    if (!fails_on("close", file, is_writing ? Takes::room : Takes::none)) return next(file);
    // The descriptor is gone whatever close() says.
    const int error = errno;
    next(file);
    errno = error;
    return -1;
}

void* mmap(void* address, size_t length, int protection, int flags, int file, off_t offset) noexcept {
    static auto* const next = original<void*(void*, size_t, int, int, int, off_t)>("mmap");
    if (file >= 0 && fails_on("mmap", file, Takes::none)) return MAP_FAILED;
    return next(address, length, protection, flags, file, offset);
}

}  // extern "C"
// NOLINTEND(bugprone-reserved-identifier,readability-inconsistent-declaration-parameter-name)
