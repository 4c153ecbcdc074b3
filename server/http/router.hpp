#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "http/context.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace gasworks::http {

/// Where a handler runs.
enum class Workload {
    immediate,  ///< on the I/O thread: returns in microseconds, never blocks (static content)
    ordinary,   ///< on a worker: milliseconds, may read files
    lengthy,    ///< on the few threads kept for work of seconds or minutes (training, downloads)
    probe       ///< on a thread of its own, which nothing else keeps waiting: health checks that may block
};

/// Values of a template's variables, percent-decoded, in the template's order.
using PathParameters = std::vector<std::pair<std::string, std::string>>;

using Handler = std::function<Response(const Request&, const PathParameters&, Context&)>;

struct Route {
    std::string method;  ///< "GET"
    std::string path;    ///< template: "/jobs/{id}", "/{name}.json"; a last segment "{name*}" takes the rest
    std::string operation_id;  ///< for logs and metrics
    Workload workload = Workload::ordinary;
    Handler handler;
};

/// Finds the route of a request. Literal segments win over those with variables, and
/// those win over segments that are a variable. Immutable while a server uses it.
class Router {
  public:
    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    /// Throws std::invalid_argument when the template is malformed or another route has the same method and
    /// shape.
    void add(Route route);

    /// Shows every route, in no particular order, to something that may give it another handler.
    void for_each(const std::function<void(Route&)>& visit);

    /// Of all routes, sorted, each once.
    std::vector<std::string> operation_ids() const;

    struct Found {
        const Route* route = nullptr;
        PathParameters parameters;
    };
    struct NotFound {};
    struct MethodNotAllowed {
        std::vector<std::string> allowed;  ///< sorted; HEAD beside GET, OPTIONS always
    };
    /// A segment that is not valid percent-encoding, or decodes to NUL.
    struct BadPath {
        std::string detail;
    };
    /// `path` is as sent. HEAD finds GET's route where there is none of its own.
    std::variant<Found, NotFound, MethodNotAllowed, BadPath> find(std::string_view method,
                                                                  std::string_view path) const;

  private:
    struct Node;
    std::unique_ptr<Node> root_;
};

}  // namespace gasworks::http
