#include "generator/bench/cold.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

extern char** environ;  // NOLINT(readability-redundant-declaration): unistd.h has it for GNU alone

namespace gasworks::bench {

namespace {

using Clock = std::chrono::steady_clock;

/// A service of our own, with all that it started, in a process group of its own.
class Service {
  public:
    explicit Service(const std::string& command) {
        posix_spawnattr_t attributes{};
        posix_spawnattr_init(&attributes);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
        // `exec`, so that a plain command is the group's leader itself.
        std::string line = "exec " + command;
        std::string shell = "/bin/sh";
        std::string flag = "-c";
        std::array<char*, 4> arguments{shell.data(), flag.data(), line.data(), nullptr};
        posix_spawn_file_actions_t files{};
        posix_spawn_file_actions_init(&files);
        // What it prints is no part of the results.
        posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        const int failed =
            posix_spawn(&process_, shell.c_str(), &files, &attributes, arguments.data(), environ);
        posix_spawn_file_actions_destroy(&files);
        posix_spawnattr_destroy(&attributes);
        if (failed != 0) throw std::system_error(failed, std::generic_category(), "start " + command);
    }
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;
    ~Service() {
        if (ended_) return;
        ::kill(-process_, SIGTERM);
        constexpr std::chrono::seconds patience{30};
        const auto deadline = Clock::now() + patience;
        while (!has_ended() && Clock::now() < deadline)
            ::poll(nullptr, 0, 1);
        if (ended_) return;
        ::kill(-process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }

    bool has_ended() {
        if (!ended_) ended_ = ::waitpid(process_, nullptr, WNOHANG) == process_;
        return ended_;
    }

  private:
    pid_t process_ = 0;
    bool ended_ = false;
};

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

}  // namespace

Exchange send_cold(const std::string& command, const Request& request, const Credentials& credentials) {
    constexpr std::chrono::minutes patience{1};
    const auto begin = Clock::now();
    Service service(command);
    for (;;) {
        const double before = seconds_since(begin);
        Exchange exchange = send({request}, 1, Connections::own, credentials, [] {}).front();
        // 503: it is there, and not ready yet.
        if (exchange.status != 0 && exchange.status != 503) {
            exchange.connected += before;
            exchange.first_byte += before;
            exchange.total += before;
            return exchange;
        }
        if (service.has_ended()) {
            exchange.error = "the command ended before it answered";
            return exchange;
        }
        if (Clock::now() - begin > patience) return exchange;
        ::poll(nullptr, 0, 1);
    }
}

}  // namespace gasworks::bench
