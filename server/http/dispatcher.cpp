#include "http/dispatcher.hpp"

#include <chrono>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <utility>

#include "http/client_address.hpp"
#include "http/guards.hpp"
#include "http/not_implemented.hpp"

namespace gasworks::http {

namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

// The I/O threads come first, since all clients wait for them and they need little: a server whose workers
// keep every processor busy still answers /livez at once. Trainings come last.
constexpr int niceness_of_ordinary = 1;
constexpr int niceness_of_lengthy = 5;

void add_timing(std::string& text, std::string_view name, Milliseconds duration) {
    char number[32];
    std::snprintf(number, sizeof number, ";dur=%.3f", duration.count());
    if (!text.empty()) text += ", ";
    text += name;
    text += number;
}

Problem not_found(const Request& request) {
    return {404, "there is nothing at " + request.path, {}, {}, {}};
}

Problem method_not_allowed(const Request& request, const Router::MethodNotAllowed& found) {
    std::string allowed;
    for (const std::string& method : found.allowed)
        allowed += (allowed.empty() ? "" : ", ") + method;
    Problem problem{
        405, request.path + " does not know " + request.method + "; it knows " + allowed, {}, {}, {}};
    problem.headers.add("Allow", allowed);
    return problem;
}

template <class Match>
SecurityRequirement requirement_of(const Match& match) {
    const auto* found = std::get_if<Router::Found>(&match);
    const auto* guard = found == nullptr ? nullptr : found->route->handler.template target<Guarded>();
    // What is not there is told to those alone who may know what is.
    return strict_requirement(found == nullptr ? "" : found->route->path,
                              guard == nullptr ? SecurityRequirement() : guard->requirement());
}

/// Why there is nothing that a request could mean; nothing where there is, OPTIONS included.
template <class Match>
std::optional<Problem> no_route(const Request& request, const Match& match) {
    if (const auto* refused = std::get_if<Router::MethodNotAllowed>(&match)) {
        if (request.method == "OPTIONS") return std::nullopt;
        return method_not_allowed(request, *refused);
    }
    if (const auto* bad = std::get_if<Router::BadPath>(&match)) return Problem{400, bad->detail, {}, {}, {}};
    if (std::holds_alternative<Router::NotFound>(match)) return not_found(request);
    return std::nullopt;
}

Problem overloaded(Workload workload, std::size_t queue_length) {
    Problem problem{503,
                    std::to_string(queue_length) +
                        " requests wait already, which is as many as may wait; try again later",
                    {},
                    {},
                    {}};
    problem.headers.add("Retry-After", workload == Workload::lengthy ? "30" : "1");
    return problem;
}

}  // namespace

Dispatcher::Dispatcher(const ServerOptions& options, Router router,
                       std::function<void(const Access&)> on_access,
                       std::function<void(const Failure&)> on_failure)
    : access_(options.access),
      cors_(options.access.cors_origins),
      host_names_(options.access.host_names),
      router_(std::move(router)),
      on_access_(std::move(on_access)),
      on_failure_(std::move(on_failure)),
      explain_(options.explain),
      queue_length_(options.queue_length),
      probe_(1, options.queue_length),
      ordinary_(options.workers, options.queue_length, niceness_of_ordinary),
      lengthy_(options.lengthy_workers, options.queue_length, niceness_of_lengthy) {
    if (!access_.authenticator) return;
    admission_.emplace(access_);
    passwords_.emplace(1, access_.password_checks, niceness_of_ordinary);
}

std::optional<Response> Dispatcher::dispatch(const std::shared_ptr<Exchange>& exchange) {
    Request& request = exchange->request;
    request.client = client_address(request.headers, request.client, access_.trusted_proxies);
    if (cors_.is_preflight(request)) return finish(Cors::preflight(request), request, {});
    // The reader lets "*" pass with OPTIONS alone: a question about the server as a whole.
    if (request.path == "*") return finish(Response{204, {}, std::string()}, request, {});
    auto match = router_.find(request.method, request.path);
    if (const auto problem = objection(request, match)) return refuse(request, *problem);
    return admission_ ? admit(exchange, std::move(match)) : answer(exchange, std::move(match));
}

std::optional<Problem> Dispatcher::objection(const Request& request, const Match& match) const {
    const auto* found = std::get_if<Router::Found>(&match);
    if (found != nullptr && is_open_path(found->route->path)) return std::nullopt;
    if (auto objection = host_names_.objection(request.headers))
        return Problem{421, *std::move(objection), {}, {}, {}};
    // A page elsewhere may lead to the UI, by a link, and look at what is open to everyone. It may not make a
    // person's browser do anything here, be it with the person's password or where that browser alone can
    // reach.
    const bool is_open =
        found != nullptr &&
        (found->route->operation_id == "ui" ||
         (!admission_ && found->route->method == "GET" && found->route->workload == Workload::immediate));
    if (is_open || !cors_.is_foreign(request)) return std::nullopt;
    return Problem{
        403, "a web page of another origin asked for this; --cors-origin allows an origin", {}, {}, {}};
}

std::optional<Response> Dispatcher::refuse_unread(Request request) {
    request.client = client_address(request.headers, request.client, access_.trusted_proxies);
    if (cors_.is_preflight(request) || request.path == "*") return std::nullopt;
    const auto match = router_.find(request.method, request.path);
    if (const auto problem = objection(request, match)) return refuse(request, *problem);
    if (admission_) {
        const auto decision = admission_->ask(requirement_of(match), request, true);
        if (const auto* refused = std::get_if<Problem>(&decision)) return refuse(request, *refused);
        if (std::holds_alternative<Admission::Later>(decision)) return std::nullopt;
    }
    if (const auto problem = no_route(request, match)) return refuse(request, *problem);
    return std::nullopt;
}

std::optional<Response> Dispatcher::admit(const std::shared_ptr<Exchange>& exchange, Match match) {
    const Request& request = exchange->request;
    SecurityRequirement requirement = requirement_of(match);
    auto decision = admission_->ask(requirement, request, true);
    if (const auto* refused = std::get_if<Problem>(&decision)) return refuse(request, *refused);
    if (auto* admitted = std::get_if<Admission::LetIn>(&decision)) {
        exchange->principal = std::move(admitted->principal);
        return answer(exchange, std::move(match));
    }
    return admit_later(exchange, std::move(match), std::move(requirement));
}

std::optional<Response> Dispatcher::admit_later(const std::shared_ptr<Exchange>& exchange, Match match,
                                                SecurityRequirement requirement) {
    const auto work = [this, exchange, match = std::move(match), requirement = std::move(requirement)] {
        std::optional<Response> response;
        // Nobody is there any more, or the server stops: neither has 0.1 s for this.
        Admission::Answer decision = overloaded(Workload::ordinary, queue_length_);
        if (!exchange->stop.stop_requested())
            decision = admission_->ask(requirement, exchange->request, false);
        if (const auto* refused = std::get_if<Problem>(&decision)) {
            response = refuse(exchange->request, *refused);
        } else {
            exchange->principal = std::move(std::get<Admission::LetIn>(decision).principal);
            response = answer(exchange, match);
        }
        if (response) exchange->mailbox->post({exchange->connection, *std::move(response)});
    };
    if (passwords_->submit(work)) return std::nullopt;
    return refuse(exchange->request, overloaded(Workload::ordinary, access_.password_checks));
}

std::optional<Response> Dispatcher::answer(const std::shared_ptr<Exchange>& exchange, Match result) {
    const Request& request = exchange->request;
    if (auto* found = std::get_if<Router::Found>(&result)) {
        if (found->route->workload == Workload::immediate) {
            return finish(run(*found->route, found->parameters, *exchange), request,
                          found->route->operation_id);
        }
        return queue(*found->route, std::move(found->parameters), exchange);
    }
    if (const auto problem = no_route(request, result)) return refuse(request, *problem);
    return finish(answer_options(std::get<Router::MethodNotAllowed>(result)), request, {});
}

Response Dispatcher::refuse(const Request& request, const Problem& problem) {
    return finish(to_response(problem, request.id), request, {});
}

Response Dispatcher::answer_options(const Router::MethodNotAllowed& found) const {
    Response response;
    response.status = 204;
    std::string allowed;
    for (const std::string& method : found.allowed)
        allowed += (allowed.empty() ? "" : ", ") + method;
    response.headers.add("Allow", allowed);
    return response;
}

WorkerPool& Dispatcher::pool_for(Workload workload) {
    switch (workload) {
        case Workload::probe:
            return probe_;
        case Workload::lengthy:
            return lengthy_;
        case Workload::immediate:
        case Workload::ordinary:
            break;
    }
    return ordinary_;
}

std::optional<Response> Dispatcher::queue(const Route& route, PathParameters parameters,
                                          const std::shared_ptr<Exchange>& exchange) {
    WorkerPool& pool = pool_for(route.workload);
    const auto work = [this, &route, parameters = std::move(parameters), exchange] {
        Response response = finish(run(route, parameters, *exchange), exchange->request, route.operation_id);
        // The body's memory is free before the answer leaves, so that a client's next request finds room.
        exchange->request.body = std::string();
        exchange->body_share = MemoryBudget::Share();
        exchange->body_share_of_client = MemoryBudget::Share();
        exchange->mailbox->post({exchange->connection, std::move(response)});
    };
    if (pool.submit(work)) return std::nullopt;
    return finish(to_response(overloaded(route.workload, queue_length_), exchange->request.id),
                  exchange->request, route.operation_id);
}

Response Dispatcher::run(const Route& route, const PathParameters& parameters, Exchange& exchange) {
    const Request& request = exchange.request;
    Context context{request.id, exchange.stop.get_token(), exchange.principal, {}};
    // Whoever was let in already is not asked again.
    const auto* guard = admission_ ? route.handler.target<Guarded>() : nullptr;
    const Handler& handler = guard == nullptr ? route.handler : guard->handler();
    const auto begin = Clock::now();
    Response response;
    const auto fail = [&](std::string_view what) {
        if (on_failure_) on_failure_({&request, route.operation_id, what});
        // What went wrong inside is for the log; a stranger gets the request id to name it by.
        response = to_response(
            {500, "something went wrong in the server; its log has it under this request id", {}, {}, {}},
            request.id);
    };
    try {
        response = handler(request, parameters, context);
    } catch (const std::bad_alloc&) {
        if (on_failure_) on_failure_({&request, route.operation_id, "no memory is left"});
        Problem problem{503, "the server has no memory left for this; try again later", {}, {}, {}};
        problem.headers.add("Retry-After", "5");
        response = to_response(problem, request.id);
    } catch (const NotImplemented& error) {
        response = to_response({501, error.what(), {}, {}, {}}, request.id);
    } catch (const std::exception& error) {
        fail(error.what());
        const auto problem = explain_ ? explain_(error) : std::nullopt;
        if (problem) response = to_response(*problem, request.id);
    } catch (...) {
        fail("something was thrown that is not a std::exception");
    }
    const auto end = Clock::now();
    std::string timing;
    add_timing(timing, "queue", begin - request.received);
    add_timing(timing, "handler", end - begin);
    for (const auto& [name, duration] : context.timings)
        add_timing(timing, name, duration);
    add_timing(timing, "total", end - request.received);
    response.headers.set("Server-Timing", std::move(timing));
    return response;
}

Response Dispatcher::finish(Response response, const Request& request, std::string_view operation_id) const {
    response.headers.set("X-Request-Id", request.id);
    response.headers.set("X-Content-Type-Options", "nosniff");
    cors_.add_fields(request, response);
    if (!response.headers.contains("Server-Timing")) {
        std::string timing;
        add_timing(timing, "total", Clock::now() - request.received);
        response.headers.set("Server-Timing", std::move(timing));
    }
    if (on_access_) {
        on_access_({&request, operation_id, response.status, bytes_of(response.body).size(),
                    Clock::now() - request.received});
    }
    return response;
}

}  // namespace gasworks::http
