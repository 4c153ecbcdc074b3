#include "program/run.hpp"

#include <algorithm>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <sys/stat.h>

#include "access/credential_store.hpp"
#include "http/server.hpp"
#include "program/end_signal.hpp"
#include "program/local_url.hpp"
#include "program/log.hpp"
#include "program/options.hpp"
#include "ui/ui_routes.hpp"

namespace gasworks::program {

namespace {

bool answers(const http::Router& router, const std::string& path) {
    return std::holds_alternative<http::Router::Found>(router.find("GET", path));
}

http::Router routes_of(const Service& service) {
    http::Router router;
    service.add_routes(router);
    if (!answers(router, service.base_path + "/openapi.json")) {
        throw std::invalid_argument("the UI would find no document: nothing is served at " +
                                    service.base_path +
                                    "/openapi.json; the base path must be the one of the document's servers");
    }
    ui::add_ui_routes(router, service.base_path);
    if (!answers(router, "/livez")) {
        router.add({"GET", "/livez", "livez", http::Workload::immediate,
                    [](const http::Request&, const http::PathParameters&, http::Context&) {
                        return http::ok(std::string_view("ok\n"), "text/plain; charset=utf-8");
                    }});
    }
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
    // What a service writes is its own user's alone, unless it says otherwise.
    umask(0077);
    try {
        const EndSignal end_signal;
        const auto log = make_log(options.log_level);
        auto access = access_options(options.access, [&log](const std::string& text, bool is_error) {
            log->log(is_error ? spdlog::level::err : spdlog::level::info, text);
        });
        http::Router router = routes_of(service);
        if (access.authenticator) http::serve_strict_document(router);
        http::Server server(server_options(options, std::move(access)), std::move(router));
        log_requests(server, log);
        server.start();
        if (const std::string warning = root_warning(); !warning.empty()) log->warn(warning);
        log->info("{} {} listens on {}:{}", service.name, service.version, options.host, server.port());
        std::cout << service.name << ": "
                  << local_url(options.host, server.port(), service.base_path + "/ui/") << std::endl;
        end_signal.wait();
        log->info("stopping: finishing the requests in flight");
        const bool all = server.stop();
        log->info(all ? "stopped" : "stopped; some requests were cut off");
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
