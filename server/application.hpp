#pragma once
#include <memory>
#include <stdexcept>
#include <string>

#include "options.hpp"

namespace eigenfaces::service {

/// The server can't start as it was told to; what() is one clear line.
struct CannotStart : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The whole service: state on disk, operations, HTTP server, log.
class Application {
  public:
    /// Prepares the data folder and keeps other servers out of it. Throws CannotStart.
    explicit Application(const Options& options);
    /// Stops, if stop() was not called.
    ~Application();
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;

    /// Listens and answers from now on. Throws CannotStart.
    void start();
    /// Where a person on this machine finds the UI, after start().
    std::string ui_url() const;
    /// Takes no new requests and finishes those in flight. Returns whether all got their answer.
    bool stop();

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace eigenfaces::service
