#include "generator/lifecycle/launch.hpp"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

#include "generator/lifecycle/failure.hpp"
#include "generator/lifecycle/network.hpp"
#include "platform/inherited_descriptors.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): unistd.h has it for GNU alone

namespace gasworks::lifecycle {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

std::string now() {
    const std::time_t time = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&time, &parts);
    char text[32];
    const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return {text, size};
}

/// A session of its own, so that what ends the terminal does not end the service; signals as they are by
/// default. `log` empty: output goes where ours goes.
pid_t spawn(const Launch& launch, const fs::path& log) {
    std::vector<std::string> words = {launch.program.string(), "--host", launch.host, "--port",
                                      std::to_string(launch.port)};
    words.insert(words.end(), launch.arguments.begin(), launch.arguments.end());
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);

    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (!log.empty()) {
        posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                         0600);
        posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    }
    platform::close_descriptors_from(files, STDERR_FILENO + 1);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    pid_t process = -1;
    const int error =
        posix_spawn(&process, launch.program.c_str(), &files, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) throw Failure(2, launch.program.string() + " can't be run: " + std::strerror(error));
    return process;
}

void check_free(const Records& records, const Launch& launch) {
    if (const auto wrong = wrong_name(launch.name)) throw Failure(2, "'" + launch.name + "': " + *wrong);
    const auto same = records.started(launch.name);
    if (same && runs(same->process)) {
        throw Failure(1, launch.name + " runs already (process " + std::to_string(same->process.pid) +
                             (same->url.empty() ? "" : ", " + same->url) +
                             "); choose another --name, or stop it");
    }
    if (!is_port_taken(launch.host, launch.port)) return;
    std::string by = "another program";
    for (const Started& started : records.started()) {
        if (started.port == launch.port && runs(started.process)) by = "the service " + started.name;
    }
    throw Failure(1, "port " + std::to_string(launch.port) + " of " + launch.host + " is taken by " + by +
                         "; choose another one with --port, or 0 for any that is free");
}

/// Starts the program and writes it down, while nobody else starts one.
Started begin(const Records& records, const Launch& launch, const fs::path& log) {
    const auto lock = records.lock();
    check_free(records, launch);
    Started started;
    started.name = launch.name;
    started.program = launch.program;
    started.host = launch.host;
    started.port = launch.port;
    started.log = log.string();
    started.since = now();
    const pid_t pid = spawn(launch, log);
    // One that has ended at once keeps its number until we wait for it, but nothing can be told of it any
    // more.
    started.process = platform::identify(pid).value_or(platform::ProcessIdentity{pid, 0, ""});
    try {
        records.put(started);
    } catch (const Failure&) {
        kill(pid, SIGTERM);
        throw;
    }
    return started;
}

/// Only where the record is still of this process: somebody may have stopped it meanwhile and started
/// another.
bool still_recorded(const Records& records, const Started& started) {
    const auto recorded = records.started(started.name);
    return recorded && recorded->process == started.process;
}

void forget(const Records& records, const Started& started) {
    const auto lock = records.lock();
    if (still_recorded(records, started)) records.remove_started(started.name);
}

/// What a log has since `from`.
std::string text_of(const fs::path& log, std::size_t from) {
    std::ifstream file(log, std::ios::binary);
    file.seekg(static_cast<std::streamoff>(from));
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string last_lines(const fs::path& log, std::size_t from) {
    std::string text = text_of(log, from);
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    if (text.empty()) return "; its log " + log.string() + " is empty";
    std::size_t begin = text.size();
    for (int lines = 0; lines < 10 && begin != 0; ++lines) {
        const auto end = text.rfind('\n', begin - 1);
        begin = end == std::string::npos ? 0 : end;
    }
    return "; its log " + log.string() + " ends with:\n" + text.substr(begin == 0 ? 0 : begin + 1);
}

std::string how_it_ended(int status) {
    if (WIFSIGNALED(status)) return "was ended by signal " + std::to_string(WTERMSIG(status));
    return "ended with exit code " + std::to_string(WEXITSTATUS(status));
}

int code_of(int status) {
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::size_t size_of(const fs::path& path) {
    std::error_code error;
    const auto size = fs::file_size(path, error);
    return error ? 0 : static_cast<std::size_t>(size);
}

[[noreturn]] void give_up(const Records& records, const Started& started, const Launch& launch,
                          std::size_t from) {
    send_signal(started.process, SIGTERM);
    const std::string what =
        launch.name + " does not answer within " + std::to_string(launch.patience.count()) + " s";
    if (!wait_for_end(started.process, std::chrono::seconds(10))) {
        throw Failure(1, what + " and does not end on SIGTERM either: process " +
                             std::to_string(started.process.pid) + " still runs" +
                             last_lines(started.log, from));
    }
    waitpid(started.process.pid, nullptr, 0);
    forget(records, started);
    throw Failure(1, what + " and was stopped" + last_lines(started.log, from));
}

}  // namespace

std::optional<Announcement> announcement_in(const std::string& log) {
    constexpr std::string_view mark = ": http://";
    for (std::size_t at = log.find(mark); at != std::string::npos; at = log.find(mark, at + 1)) {
        const auto end = log.find('\n', at);
        if (end == std::string::npos) return std::nullopt;  // the line is not whole yet
        const std::string url = log.substr(at + 2, end - at - 2);
        const auto host_end = url.find('/', 7);
        const auto colon = url.rfind(':', host_end);
        if (host_end == std::string::npos || colon == std::string::npos || colon < 7) continue;
        unsigned port = 0;
        const auto [last, error] = std::from_chars(url.data() + colon + 1, url.data() + host_end, port);
        if (error != std::errc{} || last != url.data() + host_end || port == 0 || port > 65535) continue;
        return Announcement{url, static_cast<std::uint16_t>(port)};
    }
    return std::nullopt;
}

Started start(const Records& records, const Launch& launch) {
    const fs::path log = records.log_of(launch.name);
    const std::size_t from = size_of(log);
    Started started = begin(records, launch, log);
    const auto deadline = Clock::now() + launch.patience;
    while (true) {
        int status = 0;
        if (waitpid(started.process.pid, &status, WNOHANG) == started.process.pid) {
            forget(records, started);
            throw Failure(1, launch.name + " " + how_it_ended(status) + last_lines(log, from));
        }
        const auto announced = announcement_in(text_of(log, from));
        if (announced && answers_http(launch.host, announced->port, std::chrono::seconds(1))) {
            started.url = announced->url;
            started.port = announced->port;
            started.ready = true;
            const auto lock = records.lock();
            if (!still_recorded(records, started))
                throw Failure(1, launch.name + " was stopped while it started");
            records.put(started);
            return started;
        }
        if (Clock::now() > deadline) give_up(records, started, launch, from);
        poll(nullptr, 0, 10);
    }
}

int run_in_foreground(const Records& records, const Launch& launch) {
    // Blocked before the service starts, so that none is lost; it gets an empty mask of its own. A handler,
    // since a signal that is ignored, as this one is by default, need not be kept for sigwait().
    struct sigaction action {};
    action.sa_handler = [](int) {};
    sigaction(SIGCHLD, &action, nullptr);
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM, SIGCHLD})
        sigaddset(&signals, signal);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    const Started started = begin(records, launch, {});
    int status = 0;
    while (waitpid(started.process.pid, &status, WNOHANG) == 0) {
        int arrived = 0;
        if (sigwait(&signals, &arrived) == 0 && arrived != SIGCHLD) kill(started.process.pid, SIGTERM);
    }
    forget(records, started);
    return code_of(status);
}

}  // namespace gasworks::lifecycle
