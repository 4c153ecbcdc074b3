#include "program/service_manager.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace gasworks::program {

namespace {

// sd_notify(3) gives the protocol, and keeps it: one datagram to a socket that is named by its path, or,
// after an '@', in the abstract namespace. Its library would be loaded at every start.
std::optional<std::string> notify(std::string_view state) {
    const char* variable = std::getenv("NOTIFY_SOCKET");
    if (variable == nullptr || *variable == '\0') return std::nullopt;
    const std::string_view name(variable);
    const auto failure = [&](const char* why) {
        return "can't tell the service manager at " + std::string(name) + " '" + std::string(state) +
               "': " + why;
    };
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (name.size() >= sizeof address.sun_path) return failure("its name is too long");
    name.copy(address.sun_path, name.size());
    if (name.front() == '@') address.sun_path[0] = '\0';
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return failure(std::strerror(errno));
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    const ssize_t sent = ::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL,
                                  reinterpret_cast<const sockaddr*>(&address), size);
    const int error = errno;
    ::close(socket);
    if (sent != static_cast<ssize_t>(state.size())) return failure(std::strerror(error));
    return std::nullopt;
}

}  // namespace

std::optional<std::string> notify_ready() {
    return notify("READY=1");
}

std::optional<std::string> notify_stopping() {
    return notify("STOPPING=1");
}

}  // namespace gasworks::program
