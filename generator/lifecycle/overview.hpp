#pragma once
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "generator/lifecycle/records.hpp"

namespace gasworks::lifecycle {

/// How a service is, as seen from outside now.
enum class State {
    running,        ///< it answers
    starting,       ///< it runs and has not answered yet
    not_answering,  ///< it runs and has answered before, but not now
    dead,           ///< it was started, and is gone without having been stopped
    port_taken,     ///< it does not run, and could not: another program listens on its port
    stopped         ///< it is registered and was not started
};

std::string text_of(State state);

/// Asks the service itself, for at most two seconds.
State state_of(const Started& started);

/// One object per service that is registered or started: name, state, pid, url, host, port, program, log;
/// null for what is not known. A state that can't be told is "unknown: " and why, a record that can't be read
/// "unreadable: " and why.
std::vector<nlohmann::ordered_json> list_services(const Records& records);

/// One object per process of a service: name, pid, state, url, since, memory (bytes).
std::vector<nlohmann::ordered_json> list_processes(const Records& records);

/// One object per registration: name, service, host, port, arguments.
std::vector<nlohmann::ordered_json> list_registrations(const Records& records);

}  // namespace gasworks::lifecycle
