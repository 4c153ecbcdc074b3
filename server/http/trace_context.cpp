#include "http/trace_context.hpp"

#include <algorithm>

namespace gasworks::http {

namespace {

constexpr std::size_t length_of_version_00 = 55;

bool is_hexadecimal(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_id(std::string_view text) {
    return is_hexadecimal(text) && text.find_first_not_of('0') != std::string_view::npos;
}

}  // namespace

std::optional<TraceContext> parse_traceparent(std::string_view text) {
    if (text.size() < length_of_version_00) return std::nullopt;
    const std::string_view version = text.substr(0, 2);
    const std::string_view trace_id = text.substr(3, 32);
    const std::string_view parent_id = text.substr(36, 16);
    const std::string_view flags = text.substr(53, 2);
    if (text[2] != '-' || text[35] != '-' || text[52] != '-') return std::nullopt;
    if (!is_hexadecimal(version) || version == "ff") return std::nullopt;
    if (!is_id(trace_id) || !is_id(parent_id) || !is_hexadecimal(flags)) return std::nullopt;
    if (text.size() > length_of_version_00 && (version == "00" || text[length_of_version_00] != '-'))
        return std::nullopt;
    constexpr std::string_view with_lowest_bit = "13579bdf";
    return TraceContext{std::string(trace_id), std::string(parent_id),
                        with_lowest_bit.find(flags[1]) != std::string_view::npos};
}

std::optional<TraceContext> trace_context(const Headers& headers) {
    const auto values = headers.all("traceparent");
    if (values.size() != 1) return std::nullopt;
    return parse_traceparent(values.front());
}

}  // namespace gasworks::http
