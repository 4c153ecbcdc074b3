#include "application.hpp"

#include <algorithm>
#include <optional>
#include <spdlog/spdlog.h>

#include "http/server.hpp"
#include "operations/eigenfaces_operations.hpp"
#include "program/local_url.hpp"
#include "program/log.hpp"
#include "routes.hpp"
#include "ui/ui_routes.hpp"
#include "version.hpp"
#include "workspaces/state.hpp"

namespace eigenfaces::service {

namespace {

namespace http = gasworks::http;

/// Where the document's `servers` puts its operations.
constexpr const char* base_path = "/cloudmesh";

std::unique_ptr<State> open_state(const std::filesystem::path& data_dir) {
    auto state = State::open(data_dir);
    if (!state) throw CannotStart(state.error().message());
    return *std::move(state);
}

DataSources data_sources(const Options& options) {
    DataSources sources;
    sources.default_url = options.dataset_url;
    if (options.dataset_sha256) sources.default_sha256 = Sha256::from_hex(*options.dataset_sha256);
    sources.allowed_prefixes = options.allow_dataset_url;
    return sources;
}

Limits limits(const Options& options) {
    Limits limits;
    limits.training_threads = options.threads;
    limits.picture.max_pixels = options.max_pixels;
    limits.max_archive = options.max_archive;
    return limits;
}

http::ServerOptions server_options(const Options& options) {
    http::ServerOptions server;
    server.host = options.host;
    server.port = options.port;
    server.io_threads = std::max(1U, options.threads / 2);
    server.workers = std::max(2U, options.threads);
    server.max_body = options.max_body;
    server.max_bodies_in_memory = std::max<std::size_t>(server.max_bodies_in_memory, 2 * options.max_body);
    return server;
}

}  // namespace

struct Application::Parts {
    explicit Parts(const Options& given)
        : options(given),
          log(gasworks::program::make_log(given.log_level)),
          state(open_state(given.data_dir)),
          operations(*state, data_sources(given), limits(given), *log) {}

    Options options;
    std::shared_ptr<spdlog::logger> log;
    std::unique_ptr<State> state;
    EigenfacesOperations operations;
    std::optional<http::Server> server;
};

Application::Application(const Options& options) : parts_(std::make_unique<Parts>(options)) {
    http::Router router;
    api::add_routes(router, parts_->operations);
    gasworks::ui::add_ui_routes(router, base_path);
    http::Server& server = parts_->server.emplace(server_options(options), std::move(router));
    gasworks::program::log_requests(server, parts_->log);
}

Application::~Application() = default;

void Application::start() {
    try {
        parts_->server->start();
    } catch (const http::CannotListen& error) {
        throw CannotStart(error.what());
    }
    spdlog::logger& log = *parts_->log;
    log.info("eigenfaces-server {} listens on {}:{}, data in {}", version, parts_->options.host,
             parts_->server->port(), parts_->state->data_dir().string());
    if (const auto writable = parts_->state->check_writable(); !writable) {
        log.warn("nothing can be stored at the moment: {}", writable.error().message());
    }
    if (!parts_->options.dataset_sha256) {
        log.warn("no --dataset-sha256: whatever {} gives is taken for the data set",
                 parts_->options.dataset_url);
    }
}

std::string Application::ui_url() const {
    return gasworks::program::local_url(parts_->options.host, parts_->server->port(),
                                        std::string(base_path) + "/ui/");
}

bool Application::stop() {
    parts_->log->info("stopping: finishing the requests in flight");
    const bool all = parts_->server->stop();
    if (all) {
        parts_->log->info("stopped");
    } else {
        parts_->log->warn("stopped; some requests were cut off");
    }
    return all;
}

}  // namespace eigenfaces::service
