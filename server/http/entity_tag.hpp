#pragma once
#include <string_view>

#include "http/headers.hpp"

namespace gasworks::http {

/// Whether the value of If-None-Match (RFC 9110, 13.1.2) names this entity tag, quotes included, or is "*":
/// the client has the content already and 304 is the answer.
bool list_names_tag(std::string_view if_none_match, std::string_view tag);
/// The same for the field of a request, if it has one.
bool none_match_names(const Headers& headers, std::string_view tag);

}  // namespace gasworks::http
