#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "http/address_counts.hpp"
#include "http/dispatcher.hpp"
#include "http/exchange.hpp"
#include "http/mailbox.hpp"
#include "http/memory_budget.hpp"
#include "http/peer_address.hpp"
#include "http/request_reader.hpp"
#include "http/response.hpp"
#include "http/server.hpp"

namespace gasworks::http {

/// What all connections of a server share.
struct ConnectionEnvironment {
    ConnectionEnvironment(const ServerOptions& server_options, Dispatcher& request_dispatcher)
        : options(server_options),
          dispatcher(request_dispatcher),
          bodies(std::make_shared<MemoryBudget>(server_options.max_bodies_in_memory)),
          addresses(server_options.max_bodies_in_memory / 2) {}

    /// Whether a client's address has limits of its own.
    bool has_own_limits(const PeerAddress& client) const {
        return options.max_connections_per_address > 0 &&
               (options.count_local_clients || !client.is_loopback);
    }

    const ServerOptions& options;
    Dispatcher& dispatcher;
    const std::shared_ptr<MemoryBudget> bodies;
    AddressCounts addresses;
    std::atomic<std::size_t> open{0};       ///< connections
    std::atomic<std::size_t> in_flight{0};  ///< requests whose answer is not delivered yet
    std::atomic<bool> draining{false};      ///< no new requests are taken
    std::atomic<bool> ending_work{false};   ///< what still runs is asked to stop
};

/// One client: reads requests, one at a time, and writes their answers in order. Lives on one I/O thread,
/// which tells it what its socket is ready for; knows nothing of what tells that thread.
///
/// A client that closes its sending side may have gone altogether, which looks the same: what it asked for is
/// requested to stop, and where it comes to an answer all the same, that is sent.
class Connection {
  public:
    using Clock = std::chrono::steady_clock;

    /// Takes bytes from and writes to `socket`, which is non-blocking, and does not close it.
    Connection(int socket, const PeerAddress& client, std::uint64_t number, std::shared_ptr<Mailbox> mailbox,
               ConnectionEnvironment& environment);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    std::uint64_t number() const { return number_; }
    /// How many connections its client had when this one began, this one included.
    std::size_t number_of_client() const { return place_.number(); }

    void on_readable();
    void on_writable();
    void on_answer(Response response);
    /// The stream of events that is its answer has something to take.
    void on_events();
    /// Ends what has taken too long; called a few times a second.
    void on_tick(Clock::time_point now);
    /// Answers and closes; for a client that is one too many.
    void refuse_for_overload(int status, std::string detail);
    /// Ends without a word.
    void abort();

    /// To be removed now; nothing more comes of it.
    bool is_closed() const { return state_ == State::closed; }
    /// There is something to write that the socket did not take.
    bool wants_to_write() const { return unsent() > 0 && state_ != State::closed; }
    /// There may be something to read that the socket will not announce again.
    bool wants_to_read() const { return may_have_input_ && reads_now() && state_ != State::closed; }

  private:
    enum class State {
        idle,       ///< between requests
        head,       ///< a head has begun
        body,       ///< a body has begun
        working,    ///< a handler has the request
        writing,    ///< its answer is on its way
        streaming,  ///< so is its answer, which goes on
        lingering,  ///< everything is said; what the client still sends is read and forgotten, for a moment
        closed
    };

    bool reads_now() const;
    std::size_t unsent() const;
    void enter(State state);
    void receive();
    void process();
    void begin_request();
    bool take_body_share();
    bool is_refused_unread();
    std::chrono::milliseconds body_patience() const;
    void refuse(int status, std::string detail, std::string retry_after = "");
    void close_with(Response response, const std::string& method);
    Request unfinished_request() const;
    void deliver(Response response);
    void answer(Response response, std::string_view method, bool keep_alive);
    void finish_answer();
    void flush();
    void on_end_of_input();

    const int socket_;
    const std::string client_;
    const std::uint64_t number_;
    const std::shared_ptr<Mailbox> mailbox_;
    ConnectionEnvironment& environment_;
    const AddressCounts::Place place_;
    const bool has_own_limits_;

    State state_ = State::idle;
    Clock::time_point since_;         ///< when the state began
    Clock::time_point progress_;      ///< when a byte was last taken or given
    Clock::time_point window_begin_;  ///< of the while for which the rate of a body is looked at
    std::size_t window_bytes_ = 0;    ///< of the body, at its beginning
    bool may_have_input_ = false;
    bool input_ended_ = false;
    RequestReader reader_;
    MemoryBudget::Share body_share_;
    MemoryBudget::Share body_share_of_client_;
    std::shared_ptr<Exchange> exchange_;  ///< while working
    bool keep_alive_ = true;
    bool counted_in_flight_ = false;

    std::string head_;   ///< of the answer
    ResponseBody body_;  ///< of the answer
    std::size_t body_size_ = 0;
    std::shared_ptr<EventStream> events_;  ///< while streaming
    std::size_t sent_ = 0;                 ///< bytes of head_ and body_ together
};

}  // namespace gasworks::http
