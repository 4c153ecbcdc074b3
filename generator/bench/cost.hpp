#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "generator/bench/study.hpp"

namespace gasworks::bench {

/// What a platform costs: an input.
struct Price {
    std::string size;
    double dollars_per_hour = 0;
    bool is_paid_when_idle = true;
    double dollars_per_call = 0;
    std::string basis;  ///< where the price is from
};

/// Reads a price list: columns size,dollars_per_hour,hours,dollars_per_call,basis; hours is "busy" or
/// "every". \throws std::runtime_error names `what` and what is wrong
std::vector<Price> read_prices(std::string_view text, const std::string& what);

/// Dollars for 1,000 requests of one kind, one after the other. Of the measurements of the price's platform
/// the server's time is used, and the client's where no other is known: the network is paid for then, too.
struct Cost {
    double dollars = 0;
    Measurement measurement;
};
std::vector<Cost> costs_of(const Price& price, const std::string& test,
                           const std::vector<Measurement>& measurements);

/// A table of all platforms that have a price, for people.
std::string cost_table(const std::vector<Price>& prices, const std::vector<Measurement>& measurements);

}  // namespace gasworks::bench
