#include "tests/server/service/running_server.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/server/service/patience.hpp"

extern char** environ;

namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
    int read_end = -1;
    int write_end = -1;
    Pipe() {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
        read_end = ends[0];
        write_end = ends[1];
    }
    ~Pipe() {
        close(read_end);
        close_write_end();
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    void close_write_end() {
        if (write_end >= 0) close(write_end);
        write_end = -1;
    }
};

pid_t spawn(const std::vector<std::string>& command, const Pipe& out, const Pipe* err) {
    std::vector<char*> arguments;
    for (const std::string& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out.write_end, STDOUT_FILENO);
    if (err != nullptr) posix_spawn_file_actions_adddup2(&actions, err->write_end, STDERR_FILENO);
    pid_t process = -1;
    const int error = posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error("can't start " + command[0]);
    return process;
}

/// Appends what can be read until `deadline`; false at the end of the stream.
bool read_some(int descriptor, std::string& text, Clock::time_point deadline) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd waiting{descriptor, POLLIN, 0};
    if (left <= 0 || poll(&waiting, 1, static_cast<int>(left)) == 0)
        throw std::runtime_error("silent for too long; printed: " + text);
    char buffer[4096];
    const ssize_t count = read(descriptor, buffer, sizeof buffer);
    if (count <= 0) return false;
    text.append(buffer, static_cast<std::size_t>(count));
    return true;
}

int code_of(int status) {
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::vector<std::string> command_of(const std::filesystem::path& data_dir,
                                    const std::vector<std::string>& flags) {
    std::vector<std::string> command = {server_program(),  "--port",      "0",      "--data-dir",
                                        data_dir.string(), "--log-level", "warning"};
    command.insert(command.end(), flags.begin(), flags.end());
    return command;
}

}  // namespace

RunningServer::RunningServer(const std::filesystem::path& data_dir, const std::vector<std::string>& flags) {
    start(command_of(data_dir, flags));
}

RunningServer::RunningServer(const std::filesystem::path& data_dir, const std::vector<std::string>& flags,
                             std::size_t most_descriptors) {
    start(with_descriptors(most_descriptors, command_of(data_dir, flags)));
}

void RunningServer::start(const std::vector<std::string>& command) {
    Pipe out;
    process_ = spawn(command, out, nullptr);
    out.close_write_end();
    std::string printed;
    const auto deadline = Clock::now() + patience;
    while (printed.find('\n') == std::string::npos) {
        if (!read_some(out.read_end, printed, deadline))
            throw std::runtime_error("the server ended at once with " + std::to_string(wait()));
    }
    const auto begin = printed.find("http://");
    const auto end = printed.find("/cloudmesh/ui/");
    if (begin == std::string::npos || end == std::string::npos)
        throw std::runtime_error("the server does not say where it listens: " + printed);
    base_ = printed.substr(begin, end - begin);
}

RunningServer::~RunningServer() {
    if (process_ < 0) return;
    signal(SIGTERM);
    try {
        wait();
    } catch (const std::exception&) {
        kill(process_, SIGKILL);
        waitpid(process_, nullptr, 0);
    }
}

void RunningServer::signal(int number) const {
    if (process_ > 0) kill(process_, number);
}

int RunningServer::wait() {
    const auto deadline = Clock::now() + patience;
    int status = 0;
    while (true) {
        const pid_t ended = waitpid(process_, &status, WNOHANG);
        if (ended == process_) break;
        if (Clock::now() > deadline) throw std::runtime_error("the server does not end");
        poll(nullptr, 0, 5);
    }
    process_ = -1;
    return code_of(status);
}

Finished run_program(const std::vector<std::string>& command) {
    Pipe out;
    Pipe err;
    const pid_t process = spawn(command, out, &err);
    out.close_write_end();
    err.close_write_end();
    Finished finished;
    const auto deadline = Clock::now() + patience;
    // Programs run here print less than a pipe holds, so one stream after the other can't block them.
    try {
        while (read_some(out.read_end, finished.out, deadline)) {
        }
        while (read_some(err.read_end, finished.err, deadline)) {
        }
    } catch (const std::exception&) {
        kill(process, SIGKILL);
        waitpid(process, nullptr, 0);
        throw;
    }
    int status = 0;
    waitpid(process, &status, 0);
    finished.code = code_of(status);
    return finished;
}

std::uint16_t RunningServer::port() const {
    return static_cast<std::uint16_t>(std::stoul(base_.substr(base_.rfind(':') + 1)));
}

std::vector<std::string> with_descriptors(std::size_t most, const std::vector<std::string>& command) {
    std::vector<std::string> all = {"sh", "-c",
                                    "ulimit -n " + std::to_string(most) + " && exec \"$0\" \"$@\""};
    all.insert(all.end(), command.begin(), command.end());
    return all;
}

std::string server_program() {
    const char* instead = std::getenv("GASWORKS_TEST_SERVER");
    if (instead != nullptr) return instead;
    return GASWORKS_BINARY_DIR "/bin/eigenfaces-server";
}
