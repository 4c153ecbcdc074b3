#include "generator/bench/results.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <numeric>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "generator/bench/csv.hpp"
#include "generator/bench/markdown.hpp"
#include "generator/bench/statistics.hpp"

namespace gasworks::bench {

namespace {

struct Party {
    const char* name;
    Measure measure;
};
constexpr std::array<Party, 4> parties{{
    {"client", [](const Exchange& exchange) { return std::optional(exchange.total); }},
    {"connect", [](const Exchange& exchange) { return std::optional(exchange.connected); }},
    {"first_byte", [](const Exchange& exchange) { return std::optional(exchange.first_byte); }},
    {"server", [](const Exchange& exchange) { return exchange.server; }},
}};

std::optional<Statistics> statistics_of(const Series& series, Measure measure) {
    return describe(series.measurements(measure));
}

std::string number(const char* format, double value) {
    std::array<char, 64> text{};
    const int length = std::snprintf(text.data(), text.size(), format, value);
    return {text.data(), static_cast<std::size_t>(std::max(length, 0))};
}

}  // namespace

std::vector<double> Series::measurements(Measure measure) const {
    std::vector<double> measurements;
    for (const Exchange& exchange : exchanges) {
        const auto measurement = exchange.succeeded() ? measure(exchange) : std::nullopt;
        if (measurement) measurements.push_back(*measurement);
    }
    return measurements;
}

std::size_t Series::failed() const {
    return static_cast<std::size_t>(std::count_if(
        exchanges.begin(), exchanges.end(), [](const Exchange& exchange) { return !exchange.succeeded(); }));
}

double Series::requests_per_second() const {
    return seconds > 0 ? static_cast<double>(exchanges.size() - failed()) / seconds : 0;
}

std::size_t Results::failed() const {
    return std::accumulate(series.begin(), series.end(), std::size_t{0},
                           [](std::size_t sum, const Series& each) { return sum + each.failed(); });
}

std::string to_csv(const Results& results) {
    std::string text =
        "size,party,type,test,mean,min,max,std,count,failed,p50,p90,p99,at_a_time,requests_per_second\n";
    for (const Series& series : results.series) {
        for (const Party& party : parties) {
            const auto found = statistics_of(series, party.measure);
            if (!found) continue;
            text += csv_field(results.label) + ',' + party.name + ',' + series.type + ',' + series.test;
            for (const double value : {found->mean, found->min, found->max, found->deviation})
                text += number(",%.6f", value);
            text += ',' + std::to_string(found->count) + ',' + std::to_string(series.failed());
            for (const double value : {found->p50, found->p90, found->p99})
                text += number(",%.6f", value);
            text += ',' + std::to_string(series.at_a_time) + number(",%.2f\n", series.requests_per_second());
        }
    }
    return text;
}

std::string to_json(const Results& results) {
    const Machine& machine = results.machine;
    nlohmann::ordered_json json{{"label", results.label},
                                {"url", results.url},
                                {"service", results.service},
                                {"begun", results.begun},
                                {"program", results.program},
                                {"connections", results.connections == Connections::own ? "own" : "kept"},
                                {"machine",
                                 {{"processor", machine.processor},
                                  {"cores", machine.cores},
                                  {"processor_limit", machine.processor_limit},
                                  {"memory", machine.memory},
                                  {"kernel", machine.kernel},
                                  {"system", machine.system},
                                  {"container", machine.container}}},
                                {"series", nlohmann::ordered_json::array()}};
    for (const Series& series : results.series) {
        nlohmann::ordered_json exchanges = nlohmann::ordered_json::array();
        for (const Exchange& exchange : series.exchanges) {
            nlohmann::ordered_json one{{"status", exchange.status},
                                       {"total", exchange.total},
                                       {"connect", exchange.connected},
                                       {"first_byte", exchange.first_byte}};
            if (exchange.server) one["server"] = *exchange.server;
            if (!exchange.succeeded()) one["error"] = exchange.error.empty() ? exchange.body : exchange.error;
            exchanges.push_back(std::move(one));
        }
        json["series"].push_back({{"test", series.test},
                                  {"type", series.type},
                                  {"at_a_time", series.at_a_time},
                                  {"seconds", series.seconds},
                                  {"exchanges", std::move(exchanges)}});
    }
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

std::string to_markdown(const Results& results) {
    std::string text =
        markdown_cell(results.label) + ": " + markdown_cell(results.service) + ", measured " + results.begun +
        " with " + results.program + " on " + markdown_cell(description(results.machine)) +
        (results.connections == Connections::own ? ", a connection for each request.\n\n"
                                                 : ", over kept connections.\n\n") +
        "| test | type | party | mean ms | min | max | std | p50 | p90 | p99 | requests | failed | at a time "
        "| "
        "per second |\n"
        "| --- | --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |\n";
    for (const Series& series : results.series) {
        const std::string failed = std::to_string(series.failed());
        const std::string end =
            " | " + std::to_string(series.at_a_time) + number(" | %.1f |\n", series.requests_per_second());
        bool any = false;
        for (const Party& party : parties) {
            const auto found = statistics_of(series, party.measure);
            if (!found) continue;
            any = true;
            text += "| " + series.test + " | " + series.type + " | " + party.name;
            constexpr double milliseconds = 1e3;
            for (const double value :
                 {found->mean, found->min, found->max, found->deviation, found->p50, found->p90, found->p99})
                text += number(" | %.2f", milliseconds * value);
            text += " | " + std::to_string(found->count) + " | " + failed + end;
        }
        if (!any) text += "| " + series.test + " | " + series.type + " | | | | | | | | | 0 | " + failed + end;
    }
    return text;
}

}  // namespace gasworks::bench
