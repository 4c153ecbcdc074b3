#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "http/admission.hpp"
#include "http/cors.hpp"
#include "http/exchange.hpp"
#include "http/host_names.hpp"
#include "http/problem.hpp"
#include "http/response.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "http/worker_pool.hpp"

namespace gasworks::http {

/// Finds the handler of a request, runs it where its workload says, and turns whatever goes wrong into a
/// problem. Thread-safe.
class Dispatcher {
  public:
    Dispatcher(const ServerOptions& options, Router router, std::function<void(const Access&)> on_access,
               std::function<void(const Failure&)> on_failure);

    /// The answer, where it is there at once; else it comes to the exchange's mailbox.
    std::optional<Response> dispatch(const std::shared_ptr<Exchange>& exchange);

    /// The answer to a request whose body has not come yet, where that is known without it: nobody is there
    /// to take it, or not from this client. What this lets pass dispatch() may still refuse.
    std::optional<Response> refuse_unread(Request request);

    /// The answer to something that did not become a request, or not yet a whole one.
    Response refuse(const Request& request, const Problem& problem);

    PoolLoad ordinary_load() const { return ordinary_.load(); }
    PoolLoad lengthy_load() const { return lengthy_.load(); }
    /// Drops what no thread has begun, once nobody waits for answers any more.
    void drop_waiting() {
        probe_.drop_waiting();
        ordinary_.drop_waiting();
        lengthy_.drop_waiting();
        if (passwords_) passwords_->drop_waiting();
    }

  private:
    using Match = decltype(std::declval<const Router&>().find({}, {}));

    /// Why a client may not ask for this, whatever its credentials.
    std::optional<Problem> objection(const Request& request, const Match& match) const;
    std::optional<Response> admit(const std::shared_ptr<Exchange>& exchange, Match match);
    std::optional<Response> admit_later(const std::shared_ptr<Exchange>& exchange, Match match,
                                        SecurityRequirement requirement);
    std::optional<Response> answer(const std::shared_ptr<Exchange>& exchange, Match result);
    WorkerPool& pool_for(Workload workload);
    Response run(const Route& route, const PathParameters& parameters, Exchange& exchange);
    Response answer_options(const Router::MethodNotAllowed& found) const;
    std::optional<Response> queue(const Route& route, PathParameters parameters,
                                  const std::shared_ptr<Exchange>& exchange);
    Response finish(Response response, const Request& request, std::string_view operation_id) const;

    const AccessOptions access_;
    const Cors cors_;
    const HostNames host_names_;
    std::optional<Admission> admission_;  ///< where the operator asks everyone for credentials
    Router router_;
    std::function<void(const Access&)> on_access_;
    std::function<void(const Failure&)> on_failure_;
    const std::function<std::optional<Problem>(const std::exception&)> explain_;
    const std::size_t queue_length_;
    // Last, so that their threads end before what they use.
    WorkerPool probe_;
    WorkerPool ordinary_;
    WorkerPool lengthy_;
    /// One thread: checking passwords must not keep the others from working.
    std::optional<WorkerPool> passwords_;
};

}  // namespace gasworks::http
