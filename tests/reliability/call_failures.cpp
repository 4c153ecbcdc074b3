#include "tests/reliability/call_failures.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <stdexcept>
#include <sys/mman.h>
#include <unistd.h>

CallFailures::CallFailures(const std::filesystem::path& below, const std::filesystem::path& control) {
    const int file = ::open(control.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || ::ftruncate(file, sizeof(FailingCall)) != 0)
        throw std::runtime_error("cannot make " + control.string());
    void* mapped = ::mmap(nullptr, sizeof(FailingCall), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    ::close(file);
    if (mapped == MAP_FAILED) throw std::runtime_error("cannot map " + control.string());
    // The zeros of a new file are a value of every member.
    shared_ = static_cast<FailingCall*>(mapped);
    ::setenv("FAIL_NTH_CALL_CONTROL", control.c_str(), 1);
    ::setenv("FAIL_NTH_CALL_BELOW", below.c_str(), 1);
    ::setenv("LD_PRELOAD", FAIL_NTH_CALL_LIBRARY, 1);
    // The sanitizer's library wants to be the first one, but stands behind this one as well.
    ::setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
}

CallFailures::~CallFailures() {
    for (const char* name : {"FAIL_NTH_CALL_CONTROL", "FAIL_NTH_CALL_BELOW", "LD_PRELOAD", "ASAN_OPTIONS"})
        ::unsetenv(name);
    ::munmap(shared_, sizeof(FailingCall));
}

void CallFailures::arm(std::int64_t n, int error_number, FailingCall::How how) {
    shared_->countdown = 0;
    shared_->failed = 0;
    shared_->first[0] = '\0';
    shared_->how = how;
    shared_->error_number = error_number;
    shared_->countdown = n;
}

std::int64_t CallFailures::count(const std::function<void()>& work) {
    constexpr std::int64_t many = 1'000'000'000;
    arm(many, EIO, FailingCall::How::once);
    work();
    return many - shared_->countdown.exchange(0);
}

void CallFailures::disarm() {
    shared_->countdown = 0;
}
