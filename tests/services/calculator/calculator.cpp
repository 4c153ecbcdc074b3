#include <cmath>

#include "program/run.hpp"
#include "routes.hpp"

namespace {

using gasworks::http::Context;
using In = gasworks::http::Violation::In;

/// JSON has no infinity: a result that is none of the numbers that a double can be is the sender's to hear
/// of.
template <typename Response>
Response finite(double result) {
    if (!std::isfinite(result))
        return Response::unprocessable_content("the result is too large for a number");
    return Response::ok({result});
}

class Calculator : public api::Operations {
  public:
    api::AddResponse add(const api::AddRequest& request, Context& /*context*/) override {
        return finite<api::AddResponse>(request.x + request.y);
    }

    api::DivideResponse divide(const api::DivideRequest& request, Context& /*context*/) override {
        if (request.y == 0) {
            return api::DivideResponse::unprocessable_content("nothing can be divided by 0",
                                                              {{In::query, "y", "must not be 0"}});
        }
        return finite<api::DivideResponse>(request.x / request.y);
    }

    api::RemainderResponse remainder(const api::RemainderRequest& request, Context& /*context*/) override {
        if (request.m == 0) {
            return api::RemainderResponse::unprocessable_content("nothing can be divided by 0",
                                                                 {{In::query, "m", "must not be 0"}});
        }
        // The smallest integer divided by -1 is no integer, so that C++ has no remainder for it either.
        return api::RemainderResponse::ok({request.m == -1 ? 0 : request.n % request.m});
    }

    api::MeanResponse mean(const api::MeanRequest& request, Context& /*context*/) override {
        double sum = 0;
        for (const double number : request.numbers)
            sum += number;
        return finite<api::MeanResponse>(sum / static_cast<double>(request.numbers.size()));
    }

    api::DistanceResponse distance(const api::DistanceRequest& request, Context& /*context*/) override {
        const api::Point& from = request.body.from;
        const api::Point& to = request.body.to;
        return finite<api::DistanceResponse>(std::hypot(to.x - from.x, to.y - from.y));
    }
};

}  // namespace

int main(int argc, char** argv) {
    Calculator calculator;
    return gasworks::program::run(
        {
            .name = "calculator",
            .version = "1.0.0",
            .description = "A few functions of numbers, integers, lists and objects.",
            .base_path = "/calculator",
            .add_routes = [&](gasworks::http::Router& router) { api::add_routes(router, calculator); },
        },
        argc, argv);
}
