#include "http/content_coding.hpp"

#include <optional>

namespace gasworks::http {

namespace {

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// What stands before the separator; the text keeps what stands behind it.
std::string_view take_until(std::string_view& text, char separator) {
    const auto at = text.find(separator);
    const std::string_view head = text.substr(0, at);
    text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
    return trim(head);
}

bool weight_is_zero(std::string_view parameters) {
    while (!parameters.empty()) {
        std::string_view parameter = take_until(parameters, ';');
        if (!equals_ignoring_case(take_until(parameter, '='), "q")) continue;
        return trim(parameter).find_first_not_of("0.") == std::string_view::npos;
    }
    return false;
}

}  // namespace

bool accepts_coding(const Headers& headers, std::string_view coding) {
    std::optional<bool> named;
    std::optional<bool> any;
    for (std::string_view field : headers.all("Accept-Encoding")) {
        while (!field.empty()) {
            std::string_view item = take_until(field, ',');
            const std::string_view name = take_until(item, ';');
            if (equals_ignoring_case(name, coding)) named = !weight_is_zero(item);
            if (name == "*") any = !weight_is_zero(item);
        }
    }
    return named.value_or(any.value_or(false));
}

}  // namespace gasworks::http
