#include "http/server.hpp"

#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "http/connection.hpp"
#include "http/dispatcher.hpp"
#include "http/pistache/listener.hpp"

namespace gasworks::http {

struct Server::Impl {
    ServerOptions options;
    Router router;
    std::function<void(const Access&)> on_access;
    std::function<void(const Failure&)> on_failure;
    std::optional<Dispatcher> dispatcher;
    std::optional<ConnectionEnvironment> environment;
    std::optional<pistache::Listener> listener;
    std::uint16_t port = 0;
    std::mutex stopping;
    bool delivered_all = true;
};

Server::Server(ServerOptions options, Router router) : impl_(std::make_unique<Impl>()) {
    impl_->options = std::move(options);
    impl_->router = std::move(router);
}

Server::~Server() {
    stop();
}

void Server::on_access(std::function<void(const Access&)> log) {
    impl_->on_access = std::move(log);
}

void Server::on_failure(std::function<void(const Failure&)> log) {
    impl_->on_failure = std::move(log);
}

void Server::start() {
    impl_->dispatcher.emplace(impl_->options, std::move(impl_->router), impl_->on_access, impl_->on_failure);
    impl_->environment.emplace(impl_->options, *impl_->dispatcher);
    impl_->listener.emplace(*impl_->environment);
    impl_->port = impl_->listener->port();
}

std::uint16_t Server::port() const {
    return impl_->port;
}

Load Server::load() const {
    if (!impl_->environment || !impl_->dispatcher) return {};
    const ConnectionEnvironment& environment = *impl_->environment;
    return {environment.open, environment.in_flight, impl_->dispatcher->ordinary_load(),
            impl_->dispatcher->lengthy_load(), environment.draining};
}

bool Server::stop() {
    const std::lock_guard lock(impl_->stopping);
    if (!impl_->listener) return impl_->delivered_all;
    using Clock = std::chrono::steady_clock;
    constexpr std::chrono::milliseconds look_again{5};
    /// For clients that have their answer and are about to close.
    constexpr std::chrono::milliseconds farewell{500};

    ConnectionEnvironment& environment = *impl_->environment;
    environment.draining = true;
    impl_->listener->stop_accepting();
    const auto begin = Clock::now();
    std::optional<Clock::time_point> all_delivered;
    while (true) {
        const auto now = Clock::now();
        if (now - begin > impl_->options.drain_timeout / 2) environment.ending_work = true;
        if (environment.in_flight == 0 && !all_delivered) all_delivered = now;
        if (environment.in_flight > 0) all_delivered.reset();
        impl_->listener->wake();
        const bool done = all_delivered && (environment.open == 0 || now - *all_delivered > farewell);
        if (done || now - begin > impl_->options.drain_timeout) break;
        std::this_thread::sleep_for(look_again);
    }
    environment.ending_work = true;
    impl_->delivered_all = environment.in_flight == 0;
    // The I/O threads end first: what they cut off is asked to stop, and the pools, which still have it, end
    // when it has. What waits has nobody left to answer.
    impl_->listener.reset();
    impl_->dispatcher->drop_waiting();
    impl_->dispatcher.reset();
    impl_->environment.reset();
    return impl_->delivered_all;
}

}  // namespace gasworks::http
