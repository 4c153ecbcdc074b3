#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "http/connection.hpp"

namespace gasworks::http::pistache {

/// Pistache's listener with our transports: accepts clients and serves them on `io_threads` threads.
class Listener {
  public:
    /// Binds and begins at once. Throws CannotListen. `environment` outlives this object.
    explicit Listener(ConnectionEnvironment& environment);
    /// Ends the threads and closes all connections, whatever state they are in.
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    std::uint16_t port() const;
    /// Closes the listening socket; clients that were accepted are served on.
    void stop_accepting();
    /// Lets every I/O thread look at what has changed in the environment.
    void wake();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace gasworks::http::pistache
