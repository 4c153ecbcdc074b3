#include "generator/jobs/job_line.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <optional>

namespace gasworks::jobs {

namespace {

using nlohmann::json;

/// Without control characters: it goes to a terminal.
std::string text(const json& job, const char* name) {
    const auto member = job.find(name);
    if (member == job.end() || !member->is_string()) return {};
    std::string value = member->get<std::string>();
    std::replace_if(
        value.begin(), value.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
    return value;
}

std::optional<double> number(const json& job, const char* name) {
    const auto member = job.find(name);
    if (member == job.end() || !member->is_number()) return std::nullopt;
    return member->get<double>();
}

std::string bar(double fraction, std::size_t width) {
    const auto done = static_cast<std::size_t>(std::lround(fraction * static_cast<double>(width)));
    return '[' + std::string(done, '#') + std::string(width - done, '-') + ']';
}

/// "90 s" or "4 min"
std::string duration(double seconds) {
    if (seconds < 120) return std::to_string(std::lround(seconds)) + " s";
    return std::to_string(std::lround(seconds / 60)) + " min";
}

/// Of "2026-01-02T03:04:05Z".
std::optional<double> seconds_of(const std::string& time) {
    std::tm parts{};
    if (std::sscanf(time.c_str(), "%d-%d-%dT%d:%d:%dZ", &parts.tm_year, &parts.tm_mon, &parts.tm_mday,
                    &parts.tm_hour, &parts.tm_min, &parts.tm_sec) != 6)
        return std::nullopt;
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    return static_cast<double>(timegm(&parts));
}

}  // namespace

std::string job_line(const json& job, std::size_t width) {
    const double fraction = std::clamp(number(job, "fraction").value_or(0), 0.0, 1.0);
    std::string begin = text(job, "operation");
    const std::string stage = text(job, "state") == "cancelling" ? "cancelling" : text(job, "stage");
    if (!stage.empty()) begin += "  " + stage;
    std::string end = std::to_string(std::lround(100 * fraction)) + " %";
    if (const auto left = number(job, "seconds_left")) end += "  " + duration(*left) + " left";
    constexpr std::size_t least_bar = 10;
    constexpr std::size_t most_bar = 40;
    const std::size_t around = begin.size() + end.size() + 6;  // gaps and brackets
    std::string line = begin + "  ";
    if (around + least_bar <= width) line += bar(fraction, std::min(width - around, most_bar)) + "  ";
    return line + end;
}

std::string end_line(const json& job) {
    const std::string state = text(job, "state");
    std::string line = text(job, "operation");
    if (line.empty()) line = "the job";
    line += ' ' + (state.empty() ? "ended" : state);
    if (const auto problem = job.find("problem"); problem != job.end() && problem->is_object()) {
        if (const std::string detail = text(*problem, "detail"); !detail.empty()) line += ": " + detail;
        return line;
    }
    const auto started = seconds_of(text(job, "started"));
    const auto ended = seconds_of(text(job, "ended"));
    if (started && ended) line += " after " + duration(*ended - *started);
    return line;
}

}  // namespace gasworks::jobs
