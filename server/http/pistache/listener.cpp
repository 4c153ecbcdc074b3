#include "http/pistache/listener.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <exception>
#include <fcntl.h>
#include <netdb.h>
#include <pistache/listener.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

#include "http/pistache/private_member.hpp"
#include "http/pistache/transport.hpp"
#include "platform/process_usage.hpp"

namespace gasworks::http::pistache {

// The listening socket is private, and Pistache closes it only when everything has ended. Its thread that
// waits for clients has nothing to wait for here.
struct ListenDescriptor {
    friend constexpr auto member(ListenDescriptor);
};
template struct PrivateMember<ListenDescriptor, &Pistache::Tcp::Listener::listen_fd>;
struct AcceptingPoller {
    friend constexpr auto member(AcceptingPoller);
};
template struct PrivateMember<AcceptingPoller, &Pistache::Tcp::Listener::poller>;

namespace {

/// Descriptors that are kept for files and sockets that are not clients', and for the few clients of a second
/// server in the same process (metrics).
constexpr std::size_t reserved_descriptors = 96;
/// Files that a worker has open at a time, as a rule.
constexpr std::size_t descriptors_per_worker = 4;
/// What an I/O thread needs for itself: epoll, a timer, the ends of its queues.
constexpr std::size_t descriptors_per_io_thread = 6;
/// With fewer places for clients a server is not worth starting.
constexpr std::size_t least_connections = 16;

std::size_t descriptors_in_use() {
    const auto open = platform::open_descriptors();
    if (!open) throw CannotListen("can't tell how many files and sockets are open: is /proc mounted?");
    return *open;
}

/// How many clients there can be at a time. Throws CannotListen where the process may have too few
/// descriptors for its threads: with none left, Pistache would turn in circles, trying to accept.
std::size_t connection_limit(const ServerOptions& options) {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    const auto all = static_cast<std::size_t>(limit.rlim_cur);
    const std::size_t others = descriptors_in_use() + reserved_descriptors + most_refused_at_once +
                               descriptors_per_worker * (options.workers + options.lengthy_workers) +
                               descriptors_per_io_thread * options.io_threads;
    if (all < others + least_connections) {
        throw CannotListen("a process may have " + std::to_string(all) +
                           " files and sockets open here, and this server needs " +
                           std::to_string(others + least_connections) +
                           " or more; raise the limit (ulimit -n), or use fewer threads");
    }
    const std::size_t possible = all - others;
    return options.max_connections == 0 ? possible : std::min(options.max_connections, possible);
}

/// A fraction of the shortest time limit, so that none is overdrawn by much.
std::chrono::milliseconds tick(const ServerOptions& options) {
    using std::chrono::milliseconds;
    const milliseconds shortest =
        std::min({options.head_timeout, options.body_timeout, options.idle_timeout, options.write_timeout});
    return std::clamp(shortest / 4, milliseconds(10), milliseconds(500));
}

/// Tries to bind as Pistache did, to learn the reason that its exception does not carry.
std::string reason_against(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_flags = AI_PASSIVE;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (error != 0) return gai_strerror(error);
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, freeaddrinfo);
    const int socket_number = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket_number < 0) return std::generic_category().message(errno);
    const int on = 1;
    setsockopt(socket_number, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    std::string reason;
    if (bind(socket_number, found->ai_addr, found->ai_addrlen) != 0 || listen(socket_number, 1) != 0) {
        reason = std::generic_category().message(errno);
    }
    close(socket_number);
    return reason;
}

/// "::1" of "[::1]", which is how it stands in a URL.
std::string without_brackets(const std::string& host) {
    const bool has_them = host.size() > 2 && host.front() == '[' && host.back() == ']';
    return has_them ? host.substr(1, host.size() - 2) : host;
}

std::string in_url(const std::string& host) {
    return host.find(':') == std::string::npos ? host : '[' + host + ']';
}

}  // namespace

struct Listener::Impl {
    int descriptor() { return listener.*member(ListenDescriptor{}); }

    std::shared_ptr<WakeUp> wake_up = std::make_shared<WakeUp>();
    std::shared_ptr<ListeningSocket> listening = std::make_shared<ListeningSocket>();
    Pistache::Tcp::Listener listener;
};

Listener::Listener(ConnectionEnvironment& environment) : impl_(std::make_unique<Impl>()) {
    const ServerOptions& options = environment.options;
    const std::string host = without_brackets(options.host);
    const TransportSettings settings{&environment, impl_->wake_up, impl_->listening, tick(options),
                                     connection_limit(options)};
    try {
        using Pistache::Tcp::Options;
        const Pistache::Flags<Options> flags(Options::NoDelay | Options::ReuseAddr | Options::CloseOnExec);
        impl_->listener.init(options.io_threads, flags, "io");
        impl_->listener.setTransportFactory([settings] { return std::make_shared<Transport>(settings); });
        impl_->listener.bind(Pistache::Address(in_url(host), Pistache::Port(options.port)));
        (impl_->listener.*member(AcceptingPoller{})).removeFd(impl_->descriptor());
        // Several threads accept: who comes too late must not wait for the next client.
        fcntl(impl_->descriptor(), F_SETFL, fcntl(impl_->descriptor(), F_GETFL) | O_NONBLOCK);
        impl_->listener.runThreaded();
        impl_->listening->descriptor = impl_->descriptor();
        impl_->wake_up->all();
    } catch (const std::exception& error) {
        const std::string reason = reason_against(host, options.port);
        throw CannotListen("can't listen on " + in_url(host) + ':' + std::to_string(options.port) + ": " +
                           (reason.empty() ? error.what() : reason));
    }
}

Listener::~Listener() {
    impl_->listener.shutdown();
}

std::uint16_t Listener::port() const {
    return static_cast<std::uint16_t>(impl_->listener.getPort());
}

void Listener::stop_accepting() {
    // An I/O thread may be about to use the number, so it must not become free, nor anything but a socket:
    // accept() on a socket that does not listen is an error like any other.
    const int silent = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (silent < 0) return;  // no descriptor is left; clients are refused one by one
    dup3(silent, impl_->descriptor(), O_CLOEXEC);
    close(silent);
}

void Listener::wake() {
    impl_->wake_up->all();
}

}  // namespace gasworks::http::pistache
