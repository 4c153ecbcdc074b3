#include "generator/bench/server_timing.hpp"

#include <cmath>
#include <cstdlib>
#include <string>

namespace gasworks::bench {

namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// What is before the next `separator`, which goes, too.
std::string_view take(std::string_view& text, char separator) {
    const auto end = text.find(separator);
    const std::string_view part = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    return trimmed(part);
}

std::optional<double> number(std::string_view text) {
    const std::string copy(text);
    char* end = nullptr;
    const double value = std::strtod(copy.c_str(), &end);
    if (copy.empty() || end != copy.c_str() + copy.size() || !std::isfinite(value) || value < 0)
        return std::nullopt;
    return value;
}

}  // namespace

std::optional<double> server_timing(std::string_view field, std::string_view metric) {
    constexpr double milliseconds = 1e-3;
    while (!field.empty()) {
        std::string_view entry = take(field, ',');
        if (take(entry, ';') != metric) continue;
        while (!entry.empty()) {
            std::string_view parameter = take(entry, ';');
            if (take(parameter, '=') != "dur") continue;
            const auto value = number(trimmed(parameter));
            return value ? std::optional(*value * milliseconds) : std::nullopt;
        }
    }
    return std::nullopt;
}

}  // namespace gasworks::bench
