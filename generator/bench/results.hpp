#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "generator/bench/client.hpp"
#include "generator/bench/machine.hpp"

namespace gasworks::bench {

/// Seconds of an exchange; nothing where that was not measured.
using Measure = std::optional<double> (*)(const Exchange&);

/// The requests of one kind.
struct Series {
    std::string test;  ///< "predict"
    std::string type;  ///< "warm", one after the other; "parallel"; "cold", each to a fresh process
    std::size_t at_a_time = 1;
    double seconds = 0;  ///< from the first request to the end of the last answer; cold: the sum of all
    std::vector<Exchange> exchanges;

    /// Of the requests that succeeded: one that is refused at once would make the service look fast.
    std::vector<double> measurements(Measure measure) const;
    std::size_t failed() const;
    double requests_per_second() const;  ///< of those that succeeded
};

struct Results {
    std::string label;    ///< the study's "size": what was measured, e.g. "Raspberry Pi 4"
    std::string url;      ///< of the service
    std::string service;  ///< its title and version
    std::string begun;    ///< "2026-01-02T03:04:05Z"
    std::string program;  ///< "gasworks 0.1.0"
    Connections connections = Connections::own;
    Machine machine;  ///< of this program; the service may run elsewhere
    std::vector<Series> series;

    std::size_t failed() const;
};

/// A row for each party of each series, the study's columns first (size, party, type, test, mean, min, max,
/// std), in seconds, then count, failed, p50, p90, p99, and the series' at_a_time and requests_per_second.
/// The parties: "client" from the first to the last byte, "connect" and "first_byte" of these, and "server"
/// as it says itself.
std::string to_csv(const Results& results);

/// The same with each single measurement and the machine.
std::string to_json(const Results& results);

/// Labels become rows of tables and of charts: at most 60 bytes, and of one line.
/// \throws std::runtime_error where this one is another
void check_label(const std::string& label);

/// What to_json() wrote. \throws std::runtime_error says what the text lacks, or what can't be
Results from_json(const std::string& text);

/// A table for people, in milliseconds, and the machine.
std::string to_markdown(const Results& results);

}  // namespace gasworks::bench
