#include "generator/bench/cold.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
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
        // So that the shell waits for what it has started, which nobody else may do in a container.
        std::string line = "trap exit TERM\n" + command;
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
    /// The group may outlive its leader.
    ~Service() {
        constexpr std::chrono::seconds patience{30};
        const auto deadline = Clock::now() + patience;
        bool is_there = ::kill(-process_, SIGTERM) == 0;
        while (is_there && Clock::now() < deadline) {
            ::poll(nullptr, 0, 1);
            // Without its leader, which stays until it is waited for.
            is_there = !has_ended() || ::kill(-process_, 0) == 0;
        }
        if (is_there) ::kill(-process_, SIGKILL);
        if (!ended_) ::waitpid(process_, nullptr, 0);
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

Exchange send_cold(const std::string& command, const Request& request, const Credentials& credentials,
                   const std::function<void()>& answered) {
    constexpr std::chrono::minutes patience{1};
    if (send({request}, 1, Connections::own, credentials, [] {}).front().status != 0) {
        throw std::runtime_error("something answers at " + request.url +
                                 " before the command has started anything: end it first");
    }
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
            answered();
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
