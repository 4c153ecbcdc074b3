#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "http/server.hpp"
#include "tests/http/server/raw_client.hpp"

namespace http_test {

using gasworks::http::Context;
using gasworks::http::PathParameters;
using gasworks::http::Request;
using gasworks::http::Response;
using gasworks::http::Router;
using gasworks::http::ServerOptions;
using gasworks::http::Workload;

/// A door that handlers wait at until the test opens it.
class Gate {
  public:
    /// Waits until the gate is open. Throws when that takes longer than any test should.
    void pass();
    void open();
    /// How many have come to the gate so far.
    std::size_t arrived() const;

  private:
    mutable std::mutex mutex_;
    std::condition_variable opened_;
    std::size_t arrived_ = 0;
    bool open_ = false;
};

/// Polls until the condition holds; false when it does not within half a minute.
bool eventually(const std::function<bool()>& condition);

/// 200 with what the server understood of the request: method, path, query and body, one a line.
Response echo(const Request& request, const PathParameters&, Context&);

/// A response of this text.
Response text(std::string body);

/// An access log's entry, kept.
struct AccessEntry {
    std::string method;
    std::string path;
    std::string request_id;
    std::string operation_id;
    int status = 0;
    std::size_t bytes = 0;
};

/// A server on a free loopback port with these routes of its own, and more that a test adds:
///   GET  /hello        "hello\n", on the I/O thread
///   GET, POST, PUT, DELETE, PATCH /echo  see echo(), on the I/O thread
///   POST /echo-worker  the same, on a worker
///   GET  /id/{id}      the id, on the I/O thread; /worker-id/{id} on a worker
///   GET  /large        4 MiB of 'x', on the I/O thread; /worker-large on a worker
///   GET  /wait         "done\n" once gate() is open, on a worker; /wait-long on a lengthy worker
class TestServer {
  public:
    explicit TestServer(ServerOptions options = {}, Router more = {});

    std::uint16_t port() const { return port_; }
    Gate& gate() { return gate_; }
    bool stop() { return server_.stop(); }
    gasworks::http::Server& server() { return server_; }

    RawClient connect() const { return RawClient(port_); }
    /// One request on a connection of its own.
    RawResponse ask(const std::string& request) const;

    std::vector<AccessEntry> accesses() const;
    std::vector<std::string> failures() const;

  private:
    Router with_own_routes(Router router);

    Gate gate_;
    mutable std::mutex mutex_;
    std::vector<AccessEntry> accesses_;
    std::vector<std::string> failures_;
    gasworks::http::Server server_;
    std::uint16_t port_ = 0;
};

inline constexpr std::size_t large_size = 4UL << 20U;

/// Open descriptors of this process.
std::size_t open_descriptors();
/// Those of them that are sockets.
std::size_t open_sockets();

}  // namespace http_test
