#include "application.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <spdlog/spdlog.h>

#include "access/credential_store.hpp"
#include "http/server.hpp"
#include "objects/s3/s3_objects.hpp"
#include "operations/eigenfaces_operations.hpp"
#include "platform/machine_memory.hpp"
#include "program/local_url.hpp"
#include "program/observation.hpp"
#include "program/service_manager.hpp"
#include "revision/revision.hpp"
#include "routes.hpp"
#include "ui/ui_routes.hpp"
#include "version.hpp"
#include "workbench/workbench_routes.hpp"
#include "workspaces/state.hpp"
#include "workspaces/store_format.hpp"
#include "workspaces/upload_retention.hpp"

namespace eigenfaces::service {

namespace {

namespace http = gasworks::http;

/// Where the document's `servers` puts its operations.
constexpr const char* base_path = "/cloudmesh";

/// Nothing where the state is in the data folder.
std::unique_ptr<ObjectStore> open_shared_store(const Options& options, const CurlLibrary& curl) {
    if (!options.state) return nullptr;
    const auto location = parse_s3_location(*options.state);
    if (!location) throw CannotStart("--state: " + location.error());
    const auto settings = find_s3_settings(*location, options.state_addressing, process_environment);
    if (!settings) throw CannotStart("--state: " + settings.error());
    auto store = std::make_unique<S3Objects>(curl, *settings);
    if (const auto adopted = adopt_store(*store, [&store] { return store->probe(); }); !adopted)
        throw CannotStart(adopted.error().message);
    return store;
}

std::unique_ptr<State> open_state(const Options& options, const CurlLibrary& curl) {
    const StateLimits limits{
        .workspaces = options.max_workspaces,
        .uploads = {options.max_uploads, options.max_upload_bytes},
        .data_sets = {.data_sets = options.max_data_sets, .cached_bytes = options.max_cache},
        .job_records = options.keep_jobs,
        .models = options.keep_models};
    auto state = State::open(options.data_dir, limits, open_shared_store(options, curl));
    if (!state) throw CannotStart(state.error().message);
    return *std::move(state);
}

DataSources data_sources(const Options& options) {
    DataSources sources;
    sources.default_url = options.dataset_url;
    if (options.dataset_sha256) sources.default_sha256 = Sha256::from_hex(*options.dataset_sha256);
    sources.allowed_prefixes = options.allow_dataset_url;
    sources.allow_internal_addresses = options.allow_internal_addresses;
    return sources;
}

Limits limits(const Options& options) {
    Limits limits;
    limits.training_threads = options.threads;
    limits.picture.max_pixels = options.max_pixels;
    limits.picture.memory = std::make_shared<DecodingMemory>(options.max_decode_memory);
    limits.max_archive = options.max_archive;
    limits.trainings = options.max_trainings;
    limits.own_data_sets = options.max_data_sets;
    limits.own_pictures = options.max_uploads;
    limits.own_picture_bytes = options.max_upload_bytes;
    limits.training_memory = options.max_training_memory > 0
                                 ? options.max_training_memory
                                 : gasworks::platform::memory_of_machine() / 2 / options.max_trainings;
    if (options.max_training_time > 0)
        limits.training_time = std::chrono::duration<double>(options.max_training_time);
    if (options.max_download_time > 0)
        limits.download_time = std::chrono::duration<double>(options.max_download_time);
    limits.min_free_space = options.min_free_space;
    return limits;
}

http::AccessOptions access_options(const Options& options, spdlog::logger& log) {
    try {
        return gasworks::program::access_options(
            options.access, options.host, [&log](const std::string& text, bool is_error) {
                log.log(is_error ? spdlog::level::err : spdlog::level::info, text);
            });
    } catch (const gasworks::access::UnusableCredentials& error) {
        throw CannotStart(error.what());
    }
}

/// A store that does not answer is nobody's mistake, and soon over, as a rule.
std::optional<http::Problem> explain_shared_store(const std::exception& error) {
    const auto* failure = dynamic_cast<const ObjectFailure*>(&error);
    if (failure == nullptr || failure->kind != ObjectError::Kind::unavailable) return std::nullopt;
    http::Problem problem{
        503,
        "the store of what the service keeps does not answer at the moment; try again later",
        {},
        {},
        {}};
    problem.headers.add("Retry-After", "2");
    return problem;
}

http::ServerOptions server_options(const Options& options, http::AccessOptions access) {
    http::ServerOptions server;
    server.access = std::move(access);
    server.host = options.host;
    server.port = options.port;
    server.io_threads = std::max(1U, options.threads / 2);
    server.workers = std::max(2U, options.threads);
    // More than may train at once: what is refused must not wait for what runs, nor a download for a
    // training.
    constexpr std::size_t lengthy_besides_trainings = 4;
    if (options.state) server.explain = &explain_shared_store;
    server.lengthy_workers = options.max_trainings + lengthy_besides_trainings;
    server.max_body = options.max_body;
    gasworks::program::apply(options.clients, server);
    server.max_bodies_in_memory = std::max<std::size_t>(server.max_bodies_in_memory, 2 * options.max_body);
    return server;
}

}  // namespace

struct Application::Parts {
    explicit Parts(const Options& given)
        : options(given),
          observation(given.observation, "eigenfaces-server", version),
          log(observation.log().sentences()),
          state(open_state(given, curl)),
          operations(*state, data_sources(given), limits(given), observation,
                     [this] { return server->load(); }) {}

    /// Of the data, for people.
    std::string place() const {
        const std::string folder = state->data_dir().string();
        return options.state ? *options.state + ", cache in " + folder : folder;
    }

    Options options;
    gasworks::program::Observation observation;
    spdlog::logger& log;
    CurlLibrary curl;
    std::unique_ptr<State> state;
    EigenfacesOperations operations;
    std::optional<http::Server> server;
    std::optional<UploadRetention> retention;
};

Application::Application(const Options& options) : parts_(std::make_unique<Parts>(options)) {
    http::Router router;
    api::add_routes(router, parts_->operations);
    workbench::add_workbench_routes(router);
    gasworks::ui::add_ui_routes(router, base_path);
    http::AccessOptions access = access_options(options, parts_->log);
    if (access.authenticator) http::serve_strict_document(router);
    const auto operation_ids = router.operation_ids();
    http::Server& server =
        parts_->server.emplace(server_options(options, std::move(access)), std::move(router));
    parts_->observation.watch(server, operation_ids);
}

Application::~Application() = default;

void Application::start() {
    std::optional<std::uint16_t> metrics_port;
    try {
        parts_->server->start();
        metrics_port = parts_->observation.start();
    } catch (const http::CannotListen& error) {
        throw CannotStart(error.what());
    }
    spdlog::logger& log = parts_->log;
    if (const double age = parts_->options.retain_uploads; age > 0) {
        parts_->retention.emplace(parts_->state->objects(), std::chrono::duration<double>(age),
                                  parts_->state->decoded_uploads(), log);
    }
    if (const std::string warning = gasworks::program::root_warning(); !warning.empty()) log.warn(warning);
    log.info("eigenfaces-server {} listens on {}:{}, data in {}", gasworks::with_revision(version),
             parts_->options.host, parts_->server->port(), parts_->place());
    if (metrics_port) log.info("/metrics is at port {}", *metrics_port);
    for (const char* proxy : {"https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY"}) {
        if (std::getenv(proxy) == nullptr || parts_->options.allow_internal_addresses) continue;
        log.warn(
            "{} is not used for data sets: a proxy could fetch from internal addresses; "
            "--allow-internal-addresses allows both",
            proxy);
        break;
    }
    if (const auto writable = parts_->state->check_writable(); !writable) {
        log.warn("nothing can be stored at the moment: {}", writable.error().message());
    }
    if (!parts_->options.dataset_sha256) {
        log.warn("no --dataset-sha256: whatever {} gives is taken for the data set",
                 parts_->options.dataset_url);
    }
    if (const auto problem = gasworks::program::notify_ready()) parts_->log.warn(*problem);
}

std::string Application::ui_url() const {
    return gasworks::program::local_url(parts_->options.host, parts_->server->port(),
                                        std::string(base_path) + "/ui/");
}

bool Application::stop() {
    if (const auto problem = gasworks::program::notify_stopping()) parts_->log.warn(*problem);
    parts_->log.info("stopping: finishing the requests in flight");
    parts_->observation.stop();
    const bool all = parts_->server->stop();
    if (all) {
        parts_->log.info("stopped");
    } else {
        parts_->log.warn("stopped; some requests were cut off");
    }
    return all;
}

}  // namespace eigenfaces::service
