#include "generator/bench/cost.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <stdexcept>

#include "generator/bench/bar_chart.hpp"
#include "generator/bench/csv.hpp"
#include "generator/bench/markdown.hpp"

namespace gasworks::bench {

namespace {

constexpr double seconds_per_hour = 3600;
constexpr double hours_per_month = 730;
constexpr double calls = 1000;

std::string dollars_text(double dollars) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3g", dollars);
    return text.data();
}

std::string cell(const std::vector<Cost>& costs) {
    std::string text;
    for (const Cost& cost : costs) {
        const Measurement& from = cost.measurement;
        text += (text.empty() ? "" : "; ") + dollars_text(cost.dollars) + " (" + duration_text(from.mean);
        for (const std::string& word : {from.party, from.type})
            text += word.empty() ? "" : ' ' + word;
        text += ')';
    }
    return text;
}

}  // namespace

std::vector<Price> read_prices(std::string_view text, const std::string& what) {
    std::vector<Price> prices;
    for (auto& fields :
         read_csv(text, {"size", "dollars_per_hour", "hours", "dollars_per_call", "basis"}, what)) {
        const std::string where = what + ", " + fields[0] + ": ";
        if (fields[2] != "busy" && fields[2] != "every")
            throw std::runtime_error(where + "hours is '" + fields[2] + "', not busy or every");
        prices.push_back({fields[0], csv_number(fields[1], where + "dollars_per_hour"), fields[2] == "every",
                          csv_number(fields[3], where + "dollars_per_call"), std::move(fields[4])});
    }
    return prices;
}

std::vector<Cost> costs_of(const Price& price, const std::string& test,
                           const std::vector<Measurement>& measurements) {
    std::vector<Cost> costs;
    for (const char* party : {"server", "client"}) {
        for (const Measurement& each : measurements) {
            if (each.size != price.size || each.test != test || each.party != party) continue;
            // Many at a time share the machine, and wait for each other: their times don't add up.
            if (each.type == "parallel") continue;
            const double per_call =
                price.dollars_per_call + price.dollars_per_hour * each.mean / seconds_per_hour;
            costs.push_back({calls * per_call, each});
        }
        if (!costs.empty()) break;
    }
    return costs;
}

std::string cost_table(const std::vector<Price>& prices, const std::vector<Measurement>& measurements) {
    std::string text =
        "| platform | $ per hour | a month left on, $ | 1,000 trainings, $ | 1,000 uploads, $ | 1,000 "
        "predictions, $ | "
        "price |\n"
        "| --- | --: | --: | --: | --: | --: | --- |\n";
    for (const Price& price : prices) {
        const bool is_measured =
            std::any_of(measurements.begin(), measurements.end(),
                        [&](const Measurement& each) { return each.size == price.size; });
        if (!is_measured) continue;
        text += "| " + markdown_cell(price.size) + " | " + dollars_text(price.dollars_per_hour) +
                (price.is_paid_when_idle ? "" : " when busy") + " | " +
                dollars_text(price.is_paid_when_idle ? hours_per_month * price.dollars_per_hour : 0);
        for (const char* test : {"train", "upload", "predict"})
            text += " | " + cell(costs_of(price, test, measurements));
        text += " | " + markdown_cell(price.basis) + " |\n";
    }
    return text;
}

}  // namespace gasworks::bench
