#pragma once
#include <optional>
#include <string_view>

namespace gasworks::bench {

/// The duration of a metric in a Server-Timing field (w3.org/TR/server-timing), in seconds:
/// 0.0123 for "total" in "handler;dur=11.9, total;dur=12.3". Nothing where it is not there, or no number.
std::optional<double> server_timing(std::string_view field, std::string_view metric);

}  // namespace gasworks::bench
