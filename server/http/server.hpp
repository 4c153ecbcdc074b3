#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "http/access.hpp"
#include "http/load.hpp"
#include "http/problem.hpp"
#include "http/router.hpp"

namespace gasworks::http {

struct ServerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;  ///< 0: the system chooses; see Server::port
    std::size_t io_threads = 1;
    std::size_t workers = 4;          ///< threads for Workload::ordinary
    std::size_t lengthy_workers = 2;  ///< threads for Workload::lengthy
    std::size_t queue_length = 256;  ///< requests waiting per pool; one more is answered 503 with Retry-After
    std::size_t max_body = 32UL << 20U;               ///< bytes; more is answered 413
    std::size_t max_bodies_in_memory = 128UL << 20U;  ///< bytes of all bodies together; more is answered 503
    std::size_t max_head = 16UL << 10U;               ///< request line and fields; more is answered 431
    std::size_t max_target = 8UL << 10U;              ///< request target; more is answered 414
    std::size_t max_connections = 0;  ///< more are answered 503; 0: what `ulimit -n` leaves beside files
    /// More of one address (of IPv6, of one /64) are answered 429; 0: no limit of their own.
    std::size_t max_connections_per_address = 0;
    /// Whether clients on this machine count for that limit, too. A reverse proxy is such a client.
    bool count_local_clients = true;
    std::chrono::milliseconds head_timeout{10'000};  ///< from a request's first byte to its head's last
    std::chrono::milliseconds idle_timeout{75'000};  ///< between two requests of a connection
    /// Longest time between two pieces of a body. A body that takes longer than this as a whole must come at
    /// 1 KiB/s on average.
    std::chrono::milliseconds body_timeout{60'000};
    /// Longest time in which a client takes no byte of its answer. An answer that takes longer than this as a
    /// whole must be taken at 1 KiB/s on average.
    std::chrono::milliseconds write_timeout{60'000};
    std::chrono::milliseconds drain_timeout{30'000};  ///< for answers in flight when stopping
    AccessOptions access;
    /// What a client is told of an exception that a handler threw. Nothing, or no function: a 500 without the
    /// reason.
    std::function<std::optional<Problem>(const std::exception&)> explain = {};
};

/// The address can't be listened on: in use, not this machine's, not permitted; or `ulimit -n` leaves no
/// descriptors for clients. what() is one clear line.
struct CannotListen : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What the access log gets for every answer.
struct Access {
    const Request* request = nullptr;  ///< its method is empty where not even a head could be read
    std::string_view operation_id;     ///< empty when no route matched
    int status = 0;
    std::size_t bytes = 0;                     ///< of the body
    std::chrono::duration<double> duration{};  ///< from received to handed over for writing
};

/// What the log gets when a handler throws; the client gets a 500 without the reason.
struct Failure {
    const Request* request = nullptr;
    std::string_view operation_id;
    std::string_view what;
};

/// An HTTP/1.1 server: strict framing, worker pools, problem+json for everything that goes wrong, HEAD and
/// OPTIONS, request ids, Server-Timing. The engine below it is Pistache's listener and reactor; no other
/// folder knows that.
class Server {
  public:
    Server(ServerOptions options, Router router);
    /// Stops and drains.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Called on a worker or I/O thread for each answer; set before start(). Must not throw.
    void on_access(std::function<void(const Access&)> log);
    /// Called on the thread of the handler that threw; set before start(). Must not throw.
    void on_failure(std::function<void(const Failure&)> log);

    /// Binds and begins to answer. Throws CannotListen.
    void start();
    /// The port that is listened on, after start().
    std::uint16_t port() const;
    /// What there is to do now; nothing before start() and after stop(), and not to be called while another
    /// thread is in those two, except from a handler.
    Load load() const;
    /// Takes no new work, waits up to drain_timeout for answers in flight (stop tokens are requested at
    /// half of it), closes everything. Returns whether all of them were delivered. Idempotent.
    bool stop();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace gasworks::http
