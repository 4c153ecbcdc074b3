#include "tests/http/server/raw_client.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace http_test {

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void throw_errno(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

int connect_to(const std::string& host, std::uint16_t port, int receive_buffer) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
        throw std::runtime_error(host + " is not an address");
    }
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> address(found, freeaddrinfo);
    const int connection = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0) throw_errno("socket");
    if (receive_buffer > 0) {
        setsockopt(connection, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    const int on = 1;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(connection, found->ai_addr, found->ai_addrlen) != 0) {
        const int error = errno;
        ::close(connection);
        throw std::system_error(error, std::generic_category(), "connect");
    }
    return connection;
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return lower;
}

std::size_t number(std::string_view text) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        throw std::runtime_error("the answer has a number that is none: " + std::string(text));
    }
    return value;
}

/// `head` ends with the last field's line end.
RawResponse parse_head(std::string_view head) {
    RawResponse response;
    if (!head.starts_with("HTTP/1.1 ") || head.size() < 13 || head[12] != ' ') {
        throw std::runtime_error("this is not a status line: " + std::string(head.substr(0, 100)));
    }
    response.status = static_cast<int>(number(head.substr(9, 3)));
    head.remove_prefix(head.find("\r\n") + 2);
    while (!head.empty()) {
        const std::string_view line = head.substr(0, head.find("\r\n"));
        head.remove_prefix(line.size() + 2);
        const auto colon = line.find(": ");
        if (colon == std::string_view::npos)
            throw std::runtime_error("this is not a field: " + std::string(line));
        response.headers.emplace_back(lower_case(line.substr(0, colon)), line.substr(colon + 2));
    }
    return response;
}

}  // namespace

std::string RawResponse::header(std::string_view name) const {
    const auto is_it = [&](const auto& field) { return field.first == name; };
    const auto found = std::find_if(headers.begin(), headers.end(), is_it);
    if (found == headers.end()) throw std::runtime_error("the answer has no field " + std::string(name));
    if (std::count_if(headers.begin(), headers.end(), is_it) > 1) {
        throw std::runtime_error("the answer has more than one field " + std::string(name));
    }
    return found->second;
}

bool RawResponse::has(std::string_view name) const {
    return std::any_of(headers.begin(), headers.end(),
                       [&](const auto& field) { return field.first == name; });
}

RawClient::RawClient(std::uint16_t port, const Options& options)
    : socket_(connect_to(options.host, port, options.receive_buffer)), patience_(options.patience) {}

RawClient::~RawClient() {
    close();
}

RawClient::RawClient(RawClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      patience_(other.patience_),
      deadline_(other.deadline_),
      received_(std::move(other.received_)) {}

RawClient& RawClient::operator=(RawClient&& other) noexcept {
    if (this != &other) {
        close();
        socket_ = std::exchange(other.socket_, -1);
        patience_ = other.patience_;
        deadline_ = other.deadline_;
        received_ = std::move(other.received_);
    }
    return *this;
}

std::chrono::milliseconds RawClient::time_left() const {
    return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now()),
                    std::chrono::milliseconds(0));
}

void RawClient::wait_for(short event) const {
    while (true) {
        pollfd waiting{socket_, event, 0};
        const int ready = poll(&waiting, 1, static_cast<int>(time_left().count()));
        if (ready > 0) return;
        if (ready == 0) throw DeadlinePassed("the server did nothing for too long");
        if (errno != EINTR) throw_errno("poll");
    }
}

bool RawClient::send(std::string_view bytes) {
    deadline_ = Clock::now() + patience_;
    while (!bytes.empty()) {
        wait_for(POLLOUT);
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno == EPIPE || errno == ECONNRESET) {
            return false;
        } else if (errno != EAGAIN && errno != EINTR) {
            throw_errno("send");
        }
    }
    return true;
}

std::size_t RawClient::send_some(std::string_view bytes) const {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent < 0 ? 0 : static_cast<std::size_t>(sent);
}

std::size_t RawClient::receive() {
    std::array<char, 65536> piece{};
    while (true) {
        wait_for(POLLIN);
        const ssize_t size = recv(socket_, piece.data(), piece.size(), MSG_DONTWAIT);
        if (size >= 0) {
            received_.append(piece.data(), static_cast<std::size_t>(size));
            return static_cast<std::size_t>(size);
        }
        if (errno == ECONNRESET) return 0;
        if (errno != EAGAIN && errno != EINTR) throw_errno("recv");
    }
}

RawResponse RawClient::read_response(bool to_head) {
    deadline_ = Clock::now() + patience_;
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
        if (receive() == 0) {
            throw ConnectionClosed("the connection ended before an answer; it had sent " +
                                   std::to_string(received_.size()) + " bytes");
        }
    }
    RawResponse response = parse_head(std::string_view(received_).substr(0, end + 2));
    received_.erase(0, end + 4);
    const bool without_body =
        to_head || response.status < 200 || response.status == 204 || response.status == 304;
    if (without_body) return response;
    const std::size_t length = number(response.header("content-length"));
    while (received_.size() < length) {
        deadline_ = Clock::now() + patience_;
        if (receive() == 0) throw ConnectionClosed("the connection ended within a body");
    }
    response.body = received_.substr(0, length);
    received_.erase(0, length);
    return response;
}

RawResponse RawClient::ask(std::string_view request) {
    send(request);
    return read_response();
}

std::string RawClient::read_through(std::string_view end) {
    deadline_ = Clock::now() + patience_;
    auto found = received_.find(end);
    while (found == std::string::npos && receive() > 0)
        found = received_.find(end);
    if (found == std::string::npos) return std::exchange(received_, {});
    std::string text = received_.substr(0, found + end.size());
    received_.erase(0, text.size());
    return text;
}

std::string RawClient::read_until_close() {
    deadline_ = Clock::now() + patience_;
    while (receive() > 0)
        deadline_ = Clock::now() + patience_;
    return std::exchange(received_, {});
}

bool RawClient::is_closed_without_another_byte() {
    return read_until_close().empty();
}

bool RawClient::is_readable(std::chrono::milliseconds within) const {
    if (!received_.empty()) return true;
    pollfd waiting{socket_, POLLIN, 0};
    return poll(&waiting, 1, static_cast<int>(within.count())) > 0;
}

void RawClient::shut_down_sending() const {
    shutdown(socket_, SHUT_WR);
}

void RawClient::close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

void RawClient::reset() {
    const linger at_once{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

std::string get(std::string_view target, std::string_view fields) {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(fields) + "\r\n";
}

std::string post(std::string_view target, std::string_view body, std::string_view fields) {
    return "POST " + std::string(target) +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           std::string(fields) + "\r\n" + std::string(body);
}

}  // namespace http_test
