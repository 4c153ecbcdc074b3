#include "platform/process_identity.hpp"

#include <cerrno>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <sys/syscall.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace gasworks::platform {

namespace {

class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() {
        if (number_ >= 0) close(number_);
    }

    explicit operator bool() const { return number_ >= 0; }
    int get() const { return number_; }

  private:
    int number_ = -1;
};

// By their numbers: glibc has functions for these two only since 2.36.
Descriptor open_process(pid_t pid) {
    return Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
}

// A descriptor for this very process: it was opened by number, and that number was still this process's
// afterwards.
Descriptor open_process(const ProcessIdentity& process) {
    Descriptor opened = open_process(process.pid);
    if (!opened && errno != ESRCH) throw std::system_error(errno, std::generic_category(), "pidfd_open");
    if (opened && !runs(process)) return {};
    return opened;
}

std::string first_line(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

}  // namespace

std::optional<ProcessIdentity> identify(pid_t pid) {
    if (pid <= 0) return std::nullopt;
    const std::string line = first_line("/proc/" + std::to_string(pid) + "/stat");
    // The name, in parentheses, may contain anything; the state is what follows.
    const auto name_end = line.rfind(") ");
    if (name_end == std::string::npos) return std::nullopt;
    std::istringstream fields(line.substr(name_end + 2));
    std::string state;
    fields >> state;
    if (state == "Z" || state == "X") return std::nullopt;
    std::string skipped;
    for (int field = 4; field < 22; ++field)
        fields >> skipped;
    ProcessIdentity process;
    process.pid = pid;
    if (!(fields >> process.start_time)) return std::nullopt;
    process.boot = first_line("/proc/sys/kernel/random/boot_id");
    return process;
}

bool runs(const ProcessIdentity& process) {
    return identify(process.pid) == process;
}

std::optional<std::uint64_t> resident_memory(const ProcessIdentity& process) {
    std::ifstream file("/proc/" + std::to_string(process.pid) + "/statm");
    std::uint64_t size = 0;
    std::uint64_t resident = 0;
    if (!(file >> size >> resident) || !runs(process)) return std::nullopt;
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

bool send_signal(const ProcessIdentity& process, int number) {
    const Descriptor opened = open_process(process);
    if (!opened) return false;
    if (syscall(SYS_pidfd_send_signal, opened.get(), number, nullptr, 0) == 0) return true;
    if (errno == ESRCH) return false;
    throw std::system_error(errno, std::generic_category(),
                            "process " + std::to_string(process.pid) + " can't be sent a signal");
}

bool wait_for_end(const ProcessIdentity& process, std::chrono::milliseconds patience) {
    const Descriptor opened = open_process(process);
    if (!opened) return true;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (true) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (left.count() < 0) return !runs(process);
        pollfd waiting = {opened.get(), POLLIN, 0};
        if (poll(&waiting, 1, static_cast<int>(left.count()) + 1) > 0) return true;
    }
}

}  // namespace gasworks::platform
