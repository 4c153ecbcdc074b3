#include "generator/lifecycle/overview.hpp"

#include <algorithm>

#include "generator/lifecycle/failure.hpp"
#include "generator/lifecycle/network.hpp"

namespace gasworks::lifecycle {

namespace {

using nlohmann::ordered_json;

ordered_json or_null(const std::string& text) {
    return text.empty() ? ordered_json() : ordered_json(text);
}

/// What one service's address is like is no reason to keep the others from being shown.
template <class Look>
std::string state_or_reason(const Look& look) {
    try {
        return text_of(look());
    } catch (const Failure& failure) {
        return std::string("unknown: ") + failure.what();
    }
}

ordered_json row_of(const Started& started) {
    const std::string state = state_or_reason([&] { return state_of(started); });
    const bool gone = !runs(started.process);
    return {{"name", started.name},
            {"state", state},
            {"pid", gone ? ordered_json() : ordered_json(started.process.pid)},
            {"url", or_null(started.url)},
            {"host", started.host},
            {"port", started.port == 0 ? ordered_json() : ordered_json(started.port)},
            {"program", started.program.string()},
            {"log", or_null(started.log)}};
}

ordered_json row_of(const Registration& registration, const Records& records) {
    const std::string state = state_or_reason([&] {
        return is_port_taken(registration.host, registration.port) ? State::port_taken : State::stopped;
    });
    const auto log = records.log_of(registration.name);
    return {{"name", registration.name},
            {"state", state},
            {"pid", nullptr},
            {"url", nullptr},
            {"host", registration.host},
            {"port", registration.port == 0 ? ordered_json() : ordered_json(registration.port)},
            {"program", registration.service.string()},
            {"log", std::filesystem::exists(log) ? ordered_json(log.string()) : ordered_json()}};
}

}  // namespace

std::string text_of(State state) {
    switch (state) {
        case State::running:
            return "running";
        case State::starting:
            return "starting";
        case State::not_answering:
            return "not answering";
        case State::dead:
            return "dead";
        case State::port_taken:
            return "port taken";
        case State::stopped:
            break;
    }
    return "stopped";
}

State state_of(const Started& started) {
    if (!runs(started.process))
        return is_port_taken(started.host, started.port) ? State::port_taken : State::dead;
    const bool answers =
        started.port != 0 && answers_http(started.host, started.port, std::chrono::seconds(2));
    // Another one's answer counts for nothing: the service may have ended since.
    if (!runs(started.process)) return State::dead;
    if (answers) return State::running;
    return started.ready ? State::not_answering : State::starting;
}

std::vector<ordered_json> list_services(const Records& records) {
    std::vector<ordered_json> rows;
    const std::vector<Started> started = records.started();
    rows.reserve(started.size());
    for (const Started& one : started)
        rows.push_back(row_of(one));
    for (const Registration& registration : records.registrations()) {
        const bool is_started = std::any_of(started.begin(), started.end(), [&](const Started& one) {
            return one.name == registration.name;
        });
        if (!is_started) rows.push_back(row_of(registration, records));
    }
    for (const Records::Problem& problem : records.problems()) {
        rows.push_back({{"name", problem.name},
                        {"state", "unreadable: " + problem.reason},
                        {"pid", nullptr},
                        {"url", nullptr},
                        {"host", nullptr},
                        {"port", nullptr},
                        {"program", nullptr},
                        {"log", nullptr}});
    }
    std::sort(rows.begin(), rows.end(), [](const ordered_json& a, const ordered_json& b) {
        return a["name"].get_ref<const std::string&>() < b["name"].get_ref<const std::string&>();
    });
    return rows;
}

std::vector<ordered_json> list_processes(const Records& records) {
    std::vector<ordered_json> rows;
    for (const Started& started : records.started()) {
        const auto memory = resident_memory(started.process);
        if (!memory) continue;
        rows.push_back({{"name", started.name},
                        {"pid", started.process.pid},
                        {"state", state_or_reason([&] { return state_of(started); })},
                        {"url", or_null(started.url)},
                        {"since", started.since},
                        {"memory", *memory}});
    }
    return rows;
}

std::vector<ordered_json> list_registrations(const Records& records) {
    std::vector<ordered_json> rows;
    for (const Registration& registration : records.registrations()) {
        rows.push_back({{"name", registration.name},
                        {"service", registration.service.string()},
                        {"host", registration.host},
                        {"port", registration.port},
                        {"arguments", registration.arguments}});
    }
    return rows;
}

}  // namespace gasworks::lifecycle
