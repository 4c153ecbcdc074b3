#include "http/entity_tag.hpp"

namespace gasworks::http {

bool list_names_tag(std::string_view if_none_match, std::string_view tag) {
    std::string_view field = if_none_match;
    while (!field.empty()) {
        const auto comma = field.find(',');
        std::string_view item = field.substr(0, comma);
        field = comma == std::string_view::npos ? std::string_view{} : field.substr(comma + 1);
        const auto first = item.find_first_not_of(" \t");
        if (first == std::string_view::npos) continue;
        item = item.substr(first, item.find_last_not_of(" \t") - first + 1);
        // The comparison is the weak one: W/"x" names "x".
        if (item.starts_with("W/")) item.remove_prefix(2);
        if (item == "*" || item == tag) return true;
    }
    return false;
}

bool none_match_names(const Headers& headers, std::string_view tag) {
    for (const std::string_view field : headers.all("If-None-Match")) {
        if (list_names_tag(field, tag)) return true;
    }
    return false;
}

}  // namespace gasworks::http
