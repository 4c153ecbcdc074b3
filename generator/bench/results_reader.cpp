#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "generator/bench/results.hpp"

namespace gasworks::bench {

namespace {

using nlohmann::json;

constexpr std::size_t longest_label = 60;
/// Longer than anybody measures, and short enough to be added up.
constexpr double longest_seconds = 1e9;

template <class Value>
Value member(const json& from, const char* name) {
    try {
        return from.at(name).get<Value>();
    } catch (const json::exception& error) {
        throw std::runtime_error(std::string("'") + name + "': " + error.what());
    }
}

double seconds_of(const json& from, const char* name) {
    const auto seconds = member<double>(from, name);
    if (!(seconds >= 0 && seconds <= longest_seconds))
        throw std::runtime_error(std::string("'") + name + "' is no number of seconds from 0 to 1e9");
    return seconds;
}

std::string one_of(const json& from, const char* name, const std::vector<std::string>& words) {
    auto word = member<std::string>(from, name);
    if (std::find(words.begin(), words.end(), word) != words.end()) return word;
    std::string allowed;
    for (const std::string& each : words)
        allowed += (allowed.empty() ? "" : ", ") + each;
    throw std::runtime_error(std::string("'") + name + "' is '" + word + "', and may be " + allowed);
}

Exchange exchange_of(const json& from) {
    Exchange exchange;
    exchange.status = member<long>(from, "status");
    exchange.total = seconds_of(from, "total");
    exchange.connected = seconds_of(from, "connect");
    exchange.first_byte = seconds_of(from, "first_byte");
    if (from.contains("server")) exchange.server = seconds_of(from, "server");
    if (from.contains("error")) exchange.error = member<std::string>(from, "error");
    return exchange;
}

Series series_of(const json& from) {
    Series series;
    series.test = one_of(from, "test", {"download_data", "train", "upload", "predict"});
    series.type = one_of(from, "type", {"warm", "parallel", "cold"});
    series.at_a_time = member<std::size_t>(from, "at_a_time");
    series.seconds = seconds_of(from, "seconds");
    for (const json& exchange : member<json::array_t>(from, "exchanges"))
        series.exchanges.push_back(exchange_of(exchange));
    return series;
}

Machine machine_of(const json& from) {
    Machine machine;
    machine.processor = member<std::string>(from, "processor");
    machine.cores = member<unsigned>(from, "cores");
    machine.processor_limit = member<double>(from, "processor_limit");
    machine.memory = member<std::uint64_t>(from, "memory");
    machine.kernel = member<std::string>(from, "kernel");
    machine.system = member<std::string>(from, "system");
    machine.container = member<std::string>(from, "container");
    return machine;
}

}  // namespace

Results from_json(const std::string& text) {
    try {
        const json from = json::parse(text);
        Results results;
        results.label = member<std::string>(from, "label");
        if (results.label.empty()) throw std::runtime_error("'label' is empty");
        check_label(results.label);
        results.url = member<std::string>(from, "url");
        results.service = member<std::string>(from, "service");
        results.begun = member<std::string>(from, "begun");
        results.program = member<std::string>(from, "program");
        results.connections =
            one_of(from, "connections", {"own", "kept"}) == "kept" ? Connections::kept : Connections::own;
        results.machine = machine_of(member<json>(from, "machine"));
        for (const json& series : member<json::array_t>(from, "series"))
            results.series.push_back(series_of(series));
        return results;
    } catch (const std::exception& error) {
        throw std::runtime_error(std::string("is no result of `gasworks bench --json`: ") + error.what());
    }
}

void check_label(const std::string& label) {
    if (label.size() > longest_label) {
        throw std::runtime_error("the label has " + std::to_string(label.size()) + " bytes, and may have " +
                                 std::to_string(longest_label) + ": " + label.substr(0, longest_label) +
                                 "...");
    }
    if (std::any_of(label.begin(), label.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }))
        throw std::runtime_error("the label has a control character");
}

}  // namespace gasworks::bench
