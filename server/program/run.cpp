#include "program/run.hpp"

#include <algorithm>
#include <exception>
#include <functional>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <sys/stat.h>

#include "access/credential_store.hpp"
#include "http/server.hpp"
#include "platform/limitations.hpp"
#include "program/descriptor_limit.hpp"
#include "program/end_deadline.hpp"
#include "program/end_signal.hpp"
#include "program/health_check.hpp"
#include "program/local_url.hpp"
#include "program/observation.hpp"
#include "program/options.hpp"
#include "program/readiness.hpp"
#include "program/service_manager.hpp"
#include "ui/ui_routes.hpp"

namespace gasworks::program {

namespace {

bool answers(const http::Router& router, const std::string& path) {
    return std::holds_alternative<http::Router::Found>(router.find("GET", path));
}

/// `server` is there once requests come.
http::Router routes_of(const Service& service, const Observation& observation,
                       const std::optional<http::Server>& server) {
    http::Router router;
    service.add_routes(router);
    if (!answers(router, service.base_path + "/openapi.json")) {
        throw std::invalid_argument("the UI would find no document: nothing is served at " +
                                    service.base_path +
                                    "/openapi.json; the base path must be the one of the document's servers");
    }
    ui::add_ui_routes(router, service.base_path);
    using Answer = std::function<http::Response(const http::Request&)>;
    const auto add_where_missing = [&router](const std::string& name, const Answer& answer) {
        if (answers(router, '/' + name)) return;
        router.add({"GET", '/' + name, name, http::Workload::immediate,
                    [answer](const http::Request& request, const http::PathParameters&, http::Context&) {
                        return answer(request);
                    }});
    };
    add_where_missing("livez", [](const http::Request&) {
        return http::ok(std::string_view("ok\n"), "text/plain; charset=utf-8");
    });
    add_where_missing("readyz", [&server](const http::Request&) {
        return readiness_response(load_checks(server->load()));
    });
    add_where_missing("metrics", [&observation](const http::Request& request) {
        return metrics_response(observation, request.id);
    });
    return router;
}

http::ServerOptions server_options(const Options& options, http::AccessOptions access) {
    http::ServerOptions server;
    server.access = std::move(access);
    server.host = options.host;
    server.port = options.port;
    server.io_threads = std::max(1U, options.threads / 2);
    server.workers = std::max(2U, options.threads);
    server.max_body = options.max_body;
    apply(options.clients, server);
    server.max_bodies_in_memory = std::max<std::size_t>(server.max_bodies_in_memory, 2 * options.max_body);
    return server;
}

}  // namespace

int run(const Service& service, int argc, const char* const* argv) {
    const auto parsed = parse_options(service.name, service.version, service.description, argc, argv);
    if (const auto* exit_now = std::get_if<ExitNow>(&parsed)) {
        (exit_now->code == 0 ? std::cout : std::cerr) << exit_now->text;
        return exit_now->code;
    }
    const Options& options = std::get<Options>(parsed);
    if (options.check_health) return check_health(service.name, options.host, options.port);
    // What a service writes is its own user's alone, unless it says otherwise.
    umask(0077);
    raise_descriptor_limit();
    // Outlives all that has to end.
    std::optional<EndDeadline> deadline;
    try {
        const EndSignal end_signal;
        Observation observation(options.observation, service.name, service.version);
        spdlog::logger& log = observation.log().sentences();
        auto access =
            access_options(options.access, options.host, [&log](const std::string& text, bool is_error) {
                log.log(is_error ? spdlog::level::err : spdlog::level::info, text);
            });
        std::optional<http::Server> watched;
        http::Router router = routes_of(service, observation, watched);
        if (access.authenticator) http::serve_strict_document(router);
        const auto operation_ids = router.operation_ids();
        http::Server& server = watched.emplace(server_options(options, std::move(access)), std::move(router));
        observation.watch(server, operation_ids);
        server.start();
        if (const std::string warning = root_warning(); !warning.empty()) log.warn(warning);
        for (const auto limitation : platform::limitations())
            log.warn(limitation);
        log.info("{} {} listens on {}:{}", service.name, service.version, options.host, server.port());
        if (const auto port = observation.start()) log.info("/metrics is at port {}", *port);
        std::cout << service.name << ": "
                  << local_url(options.host, server.port(), service.base_path + "/ui/") << std::endl;
        if (const auto problem = notify_ready()) log.warn(*problem);
        end_signal.wait();
        deadline.emplace(EndDeadline::beyond(options.clients.drain_time));
        if (const auto problem = notify_stopping()) log.warn(*problem);
        log.info("stopping: finishing the requests in flight");
        observation.stop();
        const bool all = server.stop();
        log.info(all ? "stopped" : "stopped; some requests were cut off");
        return all ? 0 : 1;
    } catch (const http::CannotListen& error) {
        std::cerr << service.name << ": " << error.what() << '\n';
        return 2;
    } catch (const access::UnusableCredentials& error) {
        std::cerr << service.name << ": " << error.what() << '\n';
        return 2;
    } catch (const std::invalid_argument& error) {
        std::cerr << service.name << ": " << error.what() << '\n';
        return 2;
    } catch (const std::exception& error) {
        std::cerr << service.name << ": ended by an error: " << error.what() << '\n';
        return 1;
    }
}

}  // namespace gasworks::program
