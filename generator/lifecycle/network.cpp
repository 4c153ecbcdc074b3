#include "generator/lifecycle/network.hpp"

#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>

#include "generator/lifecycle/failure.hpp"
#include "storage/descriptor.hpp"

namespace gasworks::lifecycle {

namespace {

using eigenfaces::service::Descriptor;
using Addresses = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

Addresses addresses_of(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo* found = nullptr;
    const int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (error != 0) throw Failure(2, "the host " + host + " is not known: " + gai_strerror(error));
    return {found, &freeaddrinfo};
}

bool connected(const Descriptor& connection, const addrinfo& address, int milliseconds) {
    if (connect(connection.get(), address.ai_addr, address.ai_addrlen) == 0) return true;
    if (errno != EINPROGRESS) return false;
    pollfd waiting = {connection.get(), POLLOUT, 0};
    if (poll(&waiting, 1, milliseconds) <= 0) return false;
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(connection.get(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

}  // namespace

bool is_port_taken(const std::string& host, std::uint16_t port) {
    if (port == 0) return false;
    const Addresses addresses = addresses_of(host, port);
    const Descriptor listener(socket(addresses->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!listener) throw Failure(2, std::string("no socket can be made: ") + std::strerror(errno));
    // As servers do, so that connections of a server that has just ended are no reason to refuse.
    const int yes = 1;
    setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener.get(), addresses->ai_addr, addresses->ai_addrlen) == 0 &&
        listen(listener.get(), 1) == 0)
        return false;
    if (errno == EADDRINUSE) return true;
    throw Failure(
        2, "port " + std::to_string(port) + " of " + host + " can't be listened on: " + std::strerror(errno));
}

bool answers_http(const std::string& host, std::uint16_t port, std::chrono::milliseconds patience) {
    const bool every_address = host == "0.0.0.0" || host == "::";
    const std::string asked = !every_address ? host : host == "::" ? "::1" : "127.0.0.1";
    const Addresses addresses = addresses_of(asked, port);
    const auto deadline = std::chrono::steady_clock::now() + patience;
    const auto left = [&] {
        const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        return rest.count() < 0 ? 0 : static_cast<int>(rest.count());
    };
    const Descriptor connection(socket(addresses->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!connection || !connected(connection, *addresses, left())) return false;
    constexpr std::string_view request =
        "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    if (send(connection.get(), request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size())) {
        return false;
    }
    constexpr std::string_view wanted = "HTTP/1.";
    std::string answer;
    while (answer.size() < wanted.size()) {
        pollfd waiting = {connection.get(), POLLIN, 0};
        if (poll(&waiting, 1, left()) <= 0) return false;
        char buffer[64];
        const ssize_t count = recv(connection.get(), buffer, sizeof buffer, 0);
        if (count <= 0) return false;
        answer.append(buffer, static_cast<std::size_t>(count));
    }
    return answer.starts_with(wanted);
}

}  // namespace gasworks::lifecycle
