#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

/// eigenfaces-server as a process of its own, on a port of the system's choice.
class RunningServer {
  public:
    /// Starts it and waits until it says where it listens. Throws std::runtime_error with what it printed
    /// when it ends before that or says nothing for all `patience`.
    explicit RunningServer(const std::filesystem::path& data_dir, const std::vector<std::string>& flags = {});
    /// With so many descriptors at most (`ulimit -n`).
    RunningServer(const std::filesystem::path& data_dir, const std::vector<std::string>& flags,
                  std::size_t most_descriptors);
    /// Ends it by SIGTERM, or SIGKILL where that does not help.
    ~RunningServer();
    RunningServer(const RunningServer&) = delete;
    RunningServer& operator=(const RunningServer&) = delete;

    /// "http://127.0.0.1:PORT"
    const std::string& base() const { return base_; }
    std::uint16_t port() const;
    pid_t process() const { return process_; }

    /// Sends a signal.
    void signal(int number) const;
    /// Waits for the end; its exit code, or 128 + the signal's number. Throws when it does
    /// not end.
    int wait();

  private:
    void start(const std::vector<std::string>& command);

    pid_t process_ = -1;
    std::string base_;
};

/// What a program printed, and how it ended.
struct Finished {
    int code = 0;  ///< exit code, or 128 + the signal's number
    std::string out;
    std::string err;
};

/// Runs a program to its end, for at most 60 seconds.
Finished run_program(const std::vector<std::string>& command);

/// The command for a program that may have so many descriptors.
std::vector<std::string> with_descriptors(std::size_t most, const std::vector<std::string>& command);

/// Where the build put eigenfaces-server, or the program that GASWORKS_TEST_SERVER names to take its place.
std::string server_program();
