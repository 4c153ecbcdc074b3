#include <stdexcept>

#include <nlohmann/json.hpp>

#include "generator/bench/results.hpp"

namespace gasworks::bench {

namespace {

using nlohmann::json;

Exchange exchange_of(const json& from) {
    Exchange exchange;
    from.at("status").get_to(exchange.status);
    from.at("total").get_to(exchange.total);
    from.at("connect").get_to(exchange.connected);
    from.at("first_byte").get_to(exchange.first_byte);
    if (from.contains("server")) exchange.server = from.at("server").get<double>();
    if (from.contains("error")) from.at("error").get_to(exchange.error);
    return exchange;
}

Series series_of(const json& from) {
    Series series;
    from.at("test").get_to(series.test);
    from.at("type").get_to(series.type);
    from.at("at_a_time").get_to(series.at_a_time);
    from.at("seconds").get_to(series.seconds);
    for (const json& exchange : from.at("exchanges"))
        series.exchanges.push_back(exchange_of(exchange));
    return series;
}

Machine machine_of(const json& from) {
    Machine machine;
    from.at("processor").get_to(machine.processor);
    from.at("cores").get_to(machine.cores);
    from.at("memory").get_to(machine.memory);
    from.at("kernel").get_to(machine.kernel);
    from.at("system").get_to(machine.system);
    from.at("container").get_to(machine.container);
    return machine;
}

}  // namespace

Results from_json(const std::string& text) {
    try {
        const json from = json::parse(text);
        Results results;
        from.at("label").get_to(results.label);
        from.at("url").get_to(results.url);
        from.at("service").get_to(results.service);
        from.at("begun").get_to(results.begun);
        from.at("program").get_to(results.program);
        results.connections = from.at("connections") == "kept" ? Connections::kept : Connections::own;
        results.machine = machine_of(from.at("machine"));
        for (const json& series : from.at("series"))
            results.series.push_back(series_of(series));
        return results;
    } catch (const json::exception& error) {
        throw std::runtime_error(std::string("is no result of `gasworks bench --json`: ") + error.what());
    }
}

}  // namespace gasworks::bench
