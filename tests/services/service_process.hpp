#pragma once
#include <string>
#include <vector>

#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

/// `gasworks` with records of its own; ends at the end what it started.
class Gasworks {
  public:
    Gasworks() = default;
    ~Gasworks();
    Gasworks(const Gasworks&) = delete;
    Gasworks& operator=(const Gasworks&) = delete;

    /// Runs the program to its end.
    Finished run(const std::vector<std::string>& arguments) const;

    /// Where it keeps its records.
    std::filesystem::path folder() const { return state_ / "gasworks"; }
    const TemporaryFolder& temporary() const { return state_; }

  private:
    TemporaryFolder state_;
};

/// One of the services here, started by `gasworks server start`.
class StartedService {
  public:
    explicit StartedService(const std::string& name, const std::vector<std::string>& flags = {});

    /// "http://127.0.0.1:PORT/NAME"
    const std::string& base() const { return base_; }

  private:
    Gasworks gasworks_;
    std::string base_;
};

/// Where the build put a service of this folder.
std::string service_program(const std::string& name);
