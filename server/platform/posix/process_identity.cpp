#include "platform/process_identity.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <memory>
#include <poll.h>
#include <sstream>
#include <system_error>

namespace gasworks::platform {

namespace {

struct EndCommand {
    void operator()(std::FILE* output) const { pclose(output); }
};

/// What ps(1) says of one process: its state, when it started, and its memory in KiB. Empty where it is gone.
std::string listed(pid_t pid) {
    const std::string command = "LC_ALL=C TZ=UTC0 ps -o stat= -o lstart= -o rss= -p " + std::to_string(pid);
    std::unique_ptr<std::FILE, EndCommand> output(popen(command.c_str(), "r"));
    if (!output) throw std::system_error(errno, std::generic_category(), "ps");
    std::string text;
    std::array<char, 256> piece{};
    while (const auto size = std::fread(piece.data(), 1, piece.size(), output.get()))
        text.append(piece.data(), size);
    constexpr int command_not_found = 127;
    const int status = pclose(output.release());
    if (status == command_not_found << 8) {
        throw std::system_error(ENOTSUP, std::generic_category(),
                                "ps(1), which tells which processes run, is not there");
    }
    return text;
}

struct Entry {
    std::uint64_t start_time = 0;
    std::uint64_t resident_kib = 0;
};

/// "Ss   Sat Nov 28 15:12:21 2026  3456"
std::optional<Entry> entry_of(pid_t pid) {
    std::istringstream fields(listed(pid));
    std::string state;
    std::string weekday;
    std::string month_day_time_year;
    if (!(fields >> state >> weekday) || state.starts_with('Z')) return std::nullopt;
    for (int field = 0; field < 4; ++field) {
        std::string word;
        fields >> word;
        month_day_time_year += word + ' ';
    }
    Entry entry;
    std::tm start{};
    if (!(fields >> entry.resident_kib) ||
        strptime(month_day_time_year.c_str(), "%b %d %H:%M:%S %Y", &start) == nullptr) {
        throw std::system_error(ENOTSUP, std::generic_category(),
                                "ps(1) tells of a process: " + fields.str());
    }
    entry.start_time = static_cast<std::uint64_t>(timegm(&start));
    return entry;
}

}  // namespace

std::optional<ProcessIdentity> identify(pid_t pid) {
    if (pid <= 0) return std::nullopt;
    const auto entry = entry_of(pid);
    if (!entry) return std::nullopt;
    return ProcessIdentity{pid, entry->start_time, ""};
}

bool runs(const ProcessIdentity& process) {
    return identify(process.pid) == process;
}

std::optional<std::uint64_t> resident_memory(const ProcessIdentity& process) {
    const auto entry = process.pid > 0 ? entry_of(process.pid) : std::nullopt;
    if (!entry || entry->start_time != process.start_time) return std::nullopt;
    return entry->resident_kib * 1024;
}

bool send_signal(const ProcessIdentity& process, int number) {
    if (!runs(process)) return false;
    if (kill(process.pid, number) == 0) return true;
    if (errno == ESRCH) return false;
    throw std::system_error(errno, std::generic_category(),
                            "process " + std::to_string(process.pid) + " can't be sent a signal");
}

bool wait_for_end(const ProcessIdentity& process, std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    constexpr int interval = 20;
    while (runs(process)) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        poll(nullptr, 0, interval);
    }
    return true;
}

}  // namespace gasworks::platform
