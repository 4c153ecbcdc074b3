#include "tests/http/server/test_server.hpp"

#include <filesystem>
#include <iterator>
#include <memory>
#include <poll.h>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace http_test {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds too_long{30};

ServerOptions on_a_free_port(ServerOptions options) {
    options.port = 0;
    return options;
}

}  // namespace

void Gate::pass() {
    std::unique_lock lock(mutex_);
    ++arrived_;
    if (!opened_.wait_for(lock, too_long, [this] { return open_; }))
        throw std::runtime_error("the gate stayed shut");
}

void Gate::open() {
    {
        const std::lock_guard lock(mutex_);
        open_ = true;
    }
    opened_.notify_all();
}

std::size_t Gate::arrived() const {
    const std::lock_guard lock(mutex_);
    return arrived_;
}

bool eventually(const std::function<bool()>& condition) {
    const auto deadline = Clock::now() + too_long;
    while (!condition()) {
        if (Clock::now() > deadline) return false;
        poll(nullptr, 0, 2);
    }
    return true;
}

Response text(std::string body) {
    return gasworks::http::ok(std::move(body), "text/plain");
}

Response echo(const Request& request, const PathParameters&, Context&) {
    return text(request.method + '\n' + request.path + '\n' + request.query + '\n' + request.body);
}

TestServer::TestServer(ServerOptions options, Router more)
    : server_(on_a_free_port(std::move(options)), with_own_routes(std::move(more))) {
    server_.on_access([this](const gasworks::http::Access& access) {
        const std::lock_guard lock(mutex_);
        accesses_.push_back({access.request->method, access.request->path, access.request->id,
                             std::string(access.operation_id), access.status, access.bytes});
    });
    server_.on_failure([this](const gasworks::http::Failure& failure) {
        const std::lock_guard lock(mutex_);
        failures_.emplace_back(failure.what);
    });
    server_.start();
    port_ = server_.port();
}

Router TestServer::with_own_routes(Router router) {
    const auto large = std::make_shared<const std::string>(large_size, 'x');
    const auto send_large = [large](const Request&, const PathParameters&, Context&) {
        return gasworks::http::ok(large, "application/octet-stream");
    };
    const auto send_id = [](const Request&, const PathParameters& parameters, Context&) {
        return text(parameters.front().second);
    };
    const auto wait = [this](const Request&, const PathParameters&, Context&) {
        gate_.pass();
        return text("done\n");
    };
    const auto hello = [](const Request&, const PathParameters&, Context&) { return text("hello\n"); };
    router.add({"GET", "/hello", "hello", Workload::immediate, hello});
    for (const char* method : {"GET", "POST", "PUT", "DELETE", "PATCH"}) {
        router.add({method, "/echo", "echo", Workload::immediate, echo});
    }
    router.add({"POST", "/echo-worker", "echo_worker", Workload::ordinary, echo});
    router.add({"GET", "/id/{id}", "id", Workload::immediate, send_id});
    router.add({"GET", "/worker-id/{id}", "worker_id", Workload::ordinary, send_id});
    router.add({"GET", "/large", "large", Workload::immediate, send_large});
    router.add({"GET", "/worker-large", "worker_large", Workload::ordinary, send_large});
    router.add({"GET", "/wait", "wait", Workload::ordinary, wait});
    router.add({"GET", "/wait-long", "wait_long", Workload::lengthy, wait});
    return router;
}

RawResponse TestServer::ask(const std::string& request) const {
    return connect().ask(request);
}

std::vector<AccessEntry> TestServer::accesses() const {
    const std::lock_guard lock(mutex_);
    return accesses_;
}

std::vector<std::string> TestServer::failures() const {
    const std::lock_guard lock(mutex_);
    return failures_;
}

std::size_t open_descriptors() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

std::size_t open_sockets() {
    std::size_t count = 0;
    for (const auto& descriptor : std::filesystem::directory_iterator("/proc/self/fd")) {
        std::error_code closed_meanwhile;
        count += read_symlink(descriptor.path(), closed_meanwhile).string().starts_with("socket:");
    }
    return count;
}

}  // namespace http_test
