#pragma once
#include <csignal>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

/// Runs `work` in a forked process, for tests that limit, kill or crash it. The process that calls has one
/// thread. `work` returns the exit code.
template <typename Work>
pid_t start_child(Work&& work) {
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("cannot fork");
    if (child == 0) ::_exit(std::forward<Work>(work)());
    return child;
}

/// The exit code, or 1000 + the signal that ended it.
inline int wait_for(pid_t child) {
    int status = 0;
    if (::waitpid(child, &status, 0) != child) throw std::runtime_error("cannot wait for the child");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}
