#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "http/headers.hpp"

namespace gasworks::http {

/// Which trace a request belongs to, as its sender says (W3C Trace Context,
/// https://www.w3.org/TR/trace-context/). The recommendation knows no field of the answer for it.
struct TraceContext {
    std::string trace_id;   ///< 32 digits of lower-case hexadecimal, not all 0
    std::string parent_id;  ///< the sender's span: 16 digits, not all 0
    bool sampled = false;   ///< the sender may have recorded it

    bool operator==(const TraceContext&) const = default;
};

/// Reads a traceparent field, section 3.2.2: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".
/// Nothing where any of it is not as it must be; a version to come may have more behind a '-'.
std::optional<TraceContext> parse_traceparent(std::string_view text);

/// The request's trace. Nothing where there is no valid traceparent, or more than one.
std::optional<TraceContext> trace_context(const Headers& headers);

}  // namespace gasworks::http
