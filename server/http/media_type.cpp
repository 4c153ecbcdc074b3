#include "http/media_type.hpp"

#include <algorithm>

namespace gasworks::http {

namespace {

bool is_token_character(char c) {
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           others.find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Where the delimiter stands outside of quotes; npos when nowhere.
std::size_t find_unquoted(std::string_view text, char delimiter) {
    bool inside = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (inside && text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            inside = !inside;
        } else if (!inside && text[i] == delimiter) {
            return i;
        }
    }
    return std::string_view::npos;
}

// A token, or the content of a quoted string.
std::optional<std::string> parameter_value(std::string_view text) {
    if (text.empty() || text.front() != '"') {
        if (!is_token(text)) return std::nullopt;
        return std::string(text);
    }
    std::string value;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') return i + 1 == text.size() ? std::optional(value) : std::nullopt;
        if (text[i] == '\\' && ++i == text.size()) return std::nullopt;
        value += text[i];
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string_view> MediaType::parameter(std::string_view name) const {
    for (const auto& [key, value] : parameters) {
        if (key == name) return value;
    }
    return std::nullopt;
}

std::optional<ParameterizedValue> parse_parameterized(std::string_view text) {
    ParameterizedValue result;
    auto end = find_unquoted(text, ';');
    result.value = trimmed(text.substr(0, end));
    while (end != std::string_view::npos) {
        text.remove_prefix(end + 1);
        end = find_unquoted(text, ';');
        const std::string_view parameter = trimmed(text.substr(0, end));
        if (parameter.empty()) continue;
        const auto equals = parameter.find('=');
        if (equals == std::string_view::npos || !is_token(parameter.substr(0, equals))) return std::nullopt;
        auto value = parameter_value(parameter.substr(equals + 1));
        if (!value) return std::nullopt;
        result.parameters.emplace_back(lower(parameter.substr(0, equals)), *std::move(value));
    }
    return result;
}

std::optional<MediaType> parse_media_type(std::string_view text) {
    auto parsed = parse_parameterized(text);
    if (!parsed) return std::nullopt;
    const std::string_view essence = parsed->value;
    const auto slash = essence.find('/');
    if (slash == std::string_view::npos || !is_token(essence.substr(0, slash)) ||
        !is_token(essence.substr(slash + 1))) {
        return std::nullopt;
    }
    return MediaType{lower(essence.substr(0, slash)), lower(essence.substr(slash + 1)),
                     std::move(parsed->parameters)};
}

bool is_within(const MediaType& type, std::string_view range) {
    const auto slash = range.find('/');
    if (slash == std::string_view::npos) return false;
    const std::string_view major = range.substr(0, slash);
    const std::string_view minor = range.substr(slash + 1);
    return (major == "*" || major == type.type) && (minor == "*" || minor == type.subtype);
}

std::vector<std::string_view> list_items(std::string_view text) {
    std::vector<std::string_view> items;
    while (true) {
        const auto comma = find_unquoted(text, ',');
        if (const std::string_view item = trimmed(text.substr(0, comma)); !item.empty())
            items.push_back(item);
        if (comma == std::string_view::npos) return items;
        text.remove_prefix(comma + 1);
    }
}

}  // namespace gasworks::http
