#pragma once
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/http/server/raw_client.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

/// A server that hostile clients are let loose on, and that must be the same afterwards.
class WatchedServer {
  public:
    explicit WatchedServer(const std::vector<std::string>& flags = {},
                           std::optional<std::size_t> most_descriptors = {});

    std::uint16_t port() const { return server_->port(); }
    http_test::RawClient connect() const { return http_test::RawClient(server_->port()); }
    http_test::RawResponse ask(const std::string& request) const { return connect().ask(request); }
    std::filesystem::path data() const { return folder_ / "data"; }

    /// Why it is not what it was: it does not answer, does not take a picture, or has more descriptors open
    /// or much more memory in use than before, also after half a minute. Empty where all is well.
    std::string harm() const;
    /// Processor time that it has used so far.
    std::chrono::milliseconds processor_time() const;
    std::size_t descriptors() const;
    /// Whether figures of its memory say something: a sanitizer keeps what was freed.
    static bool memory_is_its_own();
    /// The most bytes that it has had in physical memory so far.
    std::size_t peak_memory() const;

  private:
    /// Bytes in physical memory.
    std::size_t memory() const;

    TemporaryFolder folder_;
    std::optional<RunningServer> server_;
    std::size_t descriptors_before_ = 0;
    std::size_t memory_before_ = 0;
};

/// A form that uploads these bytes under this name.
std::string upload_request(const std::string& name, const std::string& bytes);
/// Polls until the condition holds; false when it does not within half a minute.
template <class Condition>
bool eventually(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::yield();
    }
    return true;
}
