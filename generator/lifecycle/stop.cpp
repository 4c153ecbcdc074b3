#include "generator/lifecycle/stop.hpp"

#include <csignal>

#include "generator/lifecycle/failure.hpp"

namespace gasworks::lifecycle {

namespace {

std::string known_names(const Records& records) {
    std::string names;
    for (const Started& started : records.started())
        names += (names.empty() ? "" : ", ") + started.name;
    return names.empty() ? "no service was started" : "started are: " + names;
}

void forget(const Records& records, const Started& started) {
    const auto lock = records.lock();
    const auto recorded = records.started(started.name);
    if (recorded && recorded->process == started.process) records.remove_started(started.name);
}

}  // namespace

std::string stop(const Records& records, const std::string& name, std::chrono::seconds patience,
                 bool by_force) {
    const auto started = records.started(name);
    if (!started) {
        if (records.registration(name)) throw Failure(1, name + " does not run");
        throw Failure(2, "nothing is called " + name + "; " + known_names(records));
    }
    const std::string process = "process " + std::to_string(started->process.pid);
    if (!send_signal(started->process, SIGTERM)) {
        forget(records, *started);
        return name + " was dead already: its " + process + " is gone";
    }
    if (wait_for_end(started->process, patience)) {
        forget(records, *started);
        return name + " has ended";
    }
    const std::string late = name + " has not ended within " + std::to_string(patience.count()) + " s";
    if (!by_force)
        throw Failure(1, late + "; its " + process + " still runs. --force ends it, whatever it does");
    send_signal(started->process, SIGKILL);
    if (!wait_for_end(started->process, std::chrono::seconds(10)))
        throw Failure(1, late + ", and its " + process + " can't be ended by force either");
    forget(records, *started);
    return late + " and was ended by force";
}

}  // namespace gasworks::lifecycle
