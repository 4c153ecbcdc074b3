#include "http/connection.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <sys/socket.h>
#include <sys/uio.h>
#include <utility>

#include "http/request_id.hpp"
#include "http/response_head.hpp"

namespace gasworks::http {

namespace {

/// Bytes of following requests that are read while one is worked on; the rest waits in the kernel.
constexpr std::size_t read_ahead = 64UL << 10U;
/// Bytes taken from one connection before the others get their turn.
constexpr std::size_t turn = 256UL << 10U;
/// How long a closing connection waits for the client to take the answer before it is cut.
constexpr std::chrono::seconds linger_time{2};
/// By how much less time may pass between two pieces of a body while more than half of the memory for bodies
/// is taken: whoever announces a large one and stays silent must not keep the others out.
constexpr int impatience_when_scarce = 12;
/// How long a stream of events may be silent.
constexpr std::chrono::seconds heartbeat{15};
/// A body or an answer that has moved slower than this many bytes per second, on average, is cut.
constexpr std::size_t lowest_rate = 1024;

std::chrono::seconds time_for(std::size_t bytes) {
    return std::chrono::seconds(bytes / lowest_rate);
}

/// "10 s", "0.25 s"
std::string in_seconds(std::chrono::milliseconds time) {
    char text[32];
    std::snprintf(text, sizeof text, "%g s", std::chrono::duration<double>(time).count());
    return text;
}

}  // namespace

Connection::Connection(int socket, const PeerAddress& client, std::uint64_t number,
                       std::shared_ptr<Mailbox> mailbox, ConnectionEnvironment& environment)
    : socket_(socket),
      client_(client.text),
      number_(number),
      mailbox_(std::move(mailbox)),
      environment_(environment),
      place_(environment.addresses, client.network),
      has_own_limits_(environment.has_own_limits(client)),
      since_(Clock::now()),
      progress_(since_),
      window_begin_(since_),
      reader_({environment.options.max_head, environment.options.max_target, environment.options.max_body}) {
    environment_.open.fetch_add(1);
}

Connection::~Connection() {
    if (exchange_) exchange_->stop.request_stop();
    if (events_) events_->close();
    if (counted_in_flight_) environment_.in_flight.fetch_sub(1);
    environment_.open.fetch_sub(1);
}

void Connection::enter(State state) {
    state_ = state;
    since_ = Clock::now();
    progress_ = since_;
    window_begin_ = since_;
    window_bytes_ = 0;
}

bool Connection::reads_now() const {
    if (input_ended_) return false;
    if (state_ == State::working || state_ == State::writing || state_ == State::streaming)
        return reader_.buffered() < read_ahead;
    return true;
}

std::size_t Connection::unsent() const {
    return head_.size() + body_size_ - sent_;
}

void Connection::on_readable() {
    may_have_input_ = true;
    if (reads_now()) receive();
}

void Connection::receive() {
    std::array<char, 64UL << 10U> buffer;
    std::size_t taken = 0;
    while (taken < turn && reads_now() && state_ != State::closed) {
        const ssize_t count = recv(socket_, buffer.data(), buffer.size(), 0);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            may_have_input_ = false;
            return;
        }
        if (count < 0) return abort();
        if (count == 0) return on_end_of_input();
        taken += static_cast<std::size_t>(count);
        progress_ = Clock::now();
        if (state_ == State::lingering) continue;
        reader_.append({buffer.data(), static_cast<std::size_t>(count)});
        process();
    }
}

void Connection::on_end_of_input() {
    input_ended_ = true;
    may_have_input_ = false;
    // A client that only closed its sending side waits for its answers. Most who do are gone, though.
    if (exchange_) exchange_->stop.request_stop();
    if (state_ != State::working && state_ != State::writing) enter(State::closed);
}

void Connection::abort() {
    if (exchange_) exchange_->stop.request_stop();
    enter(State::closed);
}

void Connection::process() {
    while (state_ == State::idle || state_ == State::head || state_ == State::body) {
        if (state_ == State::idle && reader_.is_within_request()) enter(State::head);
        const auto progress = reader_.advance();
        if (!progress) return refuse(progress.error().status, progress.error().detail);
        switch (*progress) {
            case RequestReader::Progress::need_more:
                if (input_ended_) return enter(State::closed);
                if (state_ == State::body) take_body_share();
                return;
            case RequestReader::Progress::head:
                enter(State::body);
                if (environment_.draining) return refuse(503, "the server is stopping", "5");
                if (is_refused_unread()) return;
                if (!take_body_share()) return;
                if (reader_.head().expects_continue && reader_.buffered() == 0 &&
                    (reader_.head().chunked || reader_.head().content_length > 0)) {
                    head_ = "HTTP/1.1 100 Continue\r\n\r\n";
                    flush();
                }
                break;
            case RequestReader::Progress::complete:
                if (!take_body_share()) return;
                begin_request();
                break;
        }
    }
}

bool Connection::is_refused_unread() {
    // A body that has come already costs less than the connection.
    const RequestReader::Head& head = reader_.head();
    if (head.content_length <= read_ahead && !head.expects_continue) return false;
    const Request request = unfinished_request();
    auto response = environment_.dispatcher.refuse_unread(request);
    if (!response) return false;
    close_with(*std::move(response), request.method);
    return true;
}

bool Connection::take_body_share() {
    const std::size_t needed = std::max(reader_.head().content_length, reader_.body_size());
    if (has_own_limits_ && !body_share_of_client_.grow(place_.bodies(), needed)) {
        refuse(503,
               "the server has " + std::to_string(place_.bodies()->bytes()) +
                   " bytes for the bodies of one address's requests, and they are taken; try again later",
               "1");
        return false;
    }
    if (body_share_.grow(environment_.bodies, needed)) return true;
    refuse(503,
           "the server has " + std::to_string(environment_.bodies->bytes()) +
               " bytes for the bodies of all requests, and they are taken; try again later",
           "1");
    return false;
}

std::chrono::milliseconds Connection::body_patience() const {
    const std::chrono::milliseconds usual = environment_.options.body_timeout;
    return environment_.bodies->is_scarce() ? usual / impatience_when_scarce : usual;
}

void Connection::begin_request() {
    keep_alive_ = reader_.head().keep_alive;
    exchange_ = std::make_shared<Exchange>();
    exchange_->request = reader_.take();
    Request& request = exchange_->request;
    request.client = client_;
    request.id = request_id(request.headers.get("X-Request-Id"));
    request.received = Clock::now();
    exchange_->body_share = std::move(body_share_);
    exchange_->body_share_of_client = std::move(body_share_of_client_);
    exchange_->connection = number_;
    exchange_->mailbox = mailbox_;
    environment_.in_flight.fetch_add(1);
    counted_in_flight_ = true;
    enter(State::working);
    if (auto response = environment_.dispatcher.dispatch(exchange_)) deliver(*std::move(response));
}

void Connection::on_answer(Response response) {
    if (state_ != State::working) return;
    deliver(std::move(response));
    process();
}

void Connection::deliver(Response response) {
    const std::string method = std::exchange(exchange_, nullptr)->request.method;
    answer(std::move(response), method, keep_alive_ && !environment_.draining);
}

Request Connection::unfinished_request() const {
    Request request = reader_.request();
    request.client = client_;
    request.id = request_id(request.headers.get("X-Request-Id"));
    request.received = since_;
    return request;
}

void Connection::refuse(int status, std::string detail, std::string retry_after) {
    const Request request = unfinished_request();
    Problem problem{status, std::move(detail), {}, {}, {}};
    if (!retry_after.empty()) problem.headers.add("Retry-After", std::move(retry_after));
    close_with(environment_.dispatcher.refuse(request, problem), request.method);
}

void Connection::close_with(Response response, const std::string& method) {
    if (!counted_in_flight_) environment_.in_flight.fetch_add(1);
    counted_in_flight_ = true;
    // What came of a body that is not wanted any more.
    body_share_ = MemoryBudget::Share();
    body_share_of_client_ = MemoryBudget::Share();
    answer(std::move(response), method, false);
}

void Connection::refuse_for_overload(int status, std::string detail) {
    refuse(status, std::move(detail), "1");
}

void Connection::answer(Response response, std::string_view method, bool keep_alive) {
    keep_alive_ = keep_alive;
    events_ = stream_of(response.body);
    if (events_) keep_alive_ = false;
    if (events_ && !has_body(response.status, method)) {
        events_->close();
        events_.reset();
    }
    // An interim answer may still be unsent.
    head_.erase(0, std::min(sent_, head_.size()));
    head_ += response_head(response, keep_alive_);
    sent_ = 0;
    if (has_body(response.status, method)) {
        body_ = std::move(response.body);
        body_size_ = bytes_of(body_).size();
    }
    enter(events_ ? State::streaming : State::writing);
    if (events_) events_->attach(mailbox_, number_);
    flush();
    if (events_) on_events();
}

void Connection::on_events() {
    // What comes while the client takes the last ones waits in the stream, which has a limit.
    while (state_ == State::streaming && unsent() == 0) {
        auto text = events_->take();
        if (!text) return finish_answer();
        if (text->empty()) return;
        head_ = *std::move(text);
        flush();
    }
}

void Connection::on_writable() {
    if (unsent() == 0) return;
    flush();
    if (state_ == State::streaming) return on_events();
    process();
}

void Connection::flush() {
    while (unsent() > 0) {
        const std::string_view body = bytes_of(body_).substr(0, body_size_);
        std::array<iovec, 2> parts{};
        std::size_t count = 0;
        // sendmsg() does not write to what its iovec points to; the type is older than const.
        const auto add = [&](std::string_view part) {
            if (!part.empty()) parts[count++] = {const_cast<char*>(part.data()), part.size()};
        };
        add(std::string_view(head_).substr(std::min(sent_, head_.size())));
        add(body.substr(sent_ > head_.size() ? sent_ - head_.size() : 0));
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = count;
        const ssize_t sent = sendmsg(socket_, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        if (sent < 0) return abort();
        sent_ += static_cast<std::size_t>(sent);
        progress_ = Clock::now();
    }
    head_.clear();
    body_ = std::string();
    body_size_ = 0;
    sent_ = 0;
    if (state_ == State::writing) finish_answer();
}

void Connection::finish_answer() {
    if (counted_in_flight_) environment_.in_flight.fetch_sub(1);
    counted_in_flight_ = false;
    if (!keep_alive_) {
        shutdown(socket_, SHUT_WR);
        // Closing while unread bytes are in the kernel would reset the connection, and the client could lose
        // the answer that it has not read yet.
        enter(input_ended_ ? State::closed : State::lingering);
        return;
    }
    enter(State::idle);
}

void Connection::on_tick(Clock::time_point now) {
    const ServerOptions& options = environment_.options;
    switch (state_) {
        case State::idle:
            if (environment_.draining || now - since_ > options.idle_timeout) enter(State::closed);
            break;
        case State::head:
            if (now - since_ > options.head_timeout) {
                refuse(408, "the head of the request took longer than " + in_seconds(options.head_timeout));
            }
            break;
        case State::body:
            if (const auto patience = body_patience(); now - progress_ > patience) {
                refuse(408, "nothing came of the request's body for " + in_seconds(patience));
            } else if (now - window_begin_ > patience) {
                // Of the last while alone: a body that began fast may not be as slow as it likes afterwards.
                const auto seconds = std::chrono::duration<double>(now - window_begin_).count();
                const auto least = static_cast<std::size_t>(seconds * static_cast<double>(lowest_rate));
                if (reader_.body_size() < window_bytes_ + least) {
                    refuse(408, "the body of the request took longer than " + in_seconds(patience) +
                                    " at less than " + std::to_string(lowest_rate) + " bytes/s");
                } else {
                    window_begin_ = now;
                    window_bytes_ = reader_.body_size();
                }
            }
            break;
        case State::working:
            if (environment_.ending_work) exchange_->stop.request_stop();
            break;
        case State::writing:
            if (now - progress_ > options.write_timeout ||
                now - since_ > options.write_timeout + time_for(sent_)) {
                abort();
            }
            break;
        case State::streaming:
            if (environment_.draining) events_->end();
            if (unsent() > 0 && now - progress_ > options.write_timeout) return abort();
            // A comment: proxies and clients that hear nothing take the connection for lost.
            if (unsent() == 0 && now - progress_ > heartbeat) {
                head_ = ":\n\n";
                flush();
            }
            on_events();
            break;
        case State::lingering:
            if (now - since_ > linger_time) enter(State::closed);
            break;
        case State::closed:
            break;
    }
}

}  // namespace gasworks::http
