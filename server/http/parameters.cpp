#include "http/parameters.hpp"

#include <algorithm>

#include "http/utf8.hpp"

namespace gasworks::http {

namespace {

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

std::vector<std::string_view> split(std::string_view text, char delimiter) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto end = text.find(delimiter);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view name_of(TextType type) {
    switch (type) {
        case TextType::string:
            return "text";
        case TextType::integer:
            return "an integer";
        case TextType::number:
            return "a number";
        case TextType::boolean:
            return "true or false";
    }
    return "text";
}

}  // namespace

tl::expected<std::string, std::string> percent_decoded(std::string_view text, bool plus_is_space) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            result += ' ';
        } else if (text[i] != '%') {
            result += text[i];
        } else {
            const auto high = i + 1 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
            const auto low = i + 2 < text.size() ? hex_digit(text[i + 2]) : std::nullopt;
            if (!high || !low) {
                return tl::make_unexpected(
                    in_quotes(text.substr(i, 3)) +
                    " is not a percent sign with two hexadecimal digits; write % itself as %25");
            }
            result += static_cast<char>(*high * 16 + *low);
            i += 2;
        }
    }
    return result;
}

tl::expected<nlohmann::json, std::string> value_of_text(std::string_view text, TextType type) {
    const auto refused = [&] {
        return tl::make_unexpected("must be " + std::string(name_of(type)) + ", not " + in_quotes(text));
    };
    switch (type) {
        case TextType::string:
            return nlohmann::json(std::string(text));
        case TextType::boolean:
            if (text == "true") return nlohmann::json(true);
            if (text == "false") return nlohmann::json(false);
            return refused();
        case TextType::integer:
        case TextType::number: {
            // JSON allows white space around a number; a parameter does not.
            constexpr std::string_view characters = "+-.0123456789Ee";
            constexpr std::size_t longest = 400;
            if (text.empty() || text.size() > longest ||
                text.find_first_not_of(characters) != std::string_view::npos) {
                return refused();
            }
            auto value = nlohmann::json::parse(text, nullptr, false);
            if (value.is_discarded()) return refused();
            if (type == TextType::integer && value.is_number_float() &&
                text.find_first_of(".eE") != std::string_view::npos) {
                return refused();
            }
            return value;
        }
    }
    return refused();
}

std::vector<std::pair<std::string_view, std::string_view>> cookies(const Headers& headers) {
    std::vector<std::pair<std::string_view, std::string_view>> found;
    for (const std::string_view field : headers.all("Cookie")) {
        for (const std::string_view item : split(field, ';')) {
            const std::string_view pair = trimmed(item);
            const auto equals = pair.find('=');
            if (equals == std::string_view::npos) continue;
            std::string_view value = trimmed(pair.substr(equals + 1));
            if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
                value = value.substr(1, value.size() - 2);
            }
            found.emplace_back(trimmed(pair.substr(0, equals)), value);
        }
    }
    return found;
}

std::vector<std::pair<std::string, std::string_view>> query_parameters(std::string_view query,
                                                                       Violations& found) {
    std::vector<std::pair<std::string, std::string_view>> parameters;
    if (query.empty()) return parameters;
    for (const std::string_view pair : split(query, '&')) {
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        auto name = percent_decoded(pair.substr(0, equals), true);
        if (!name) {
            found.add(Place(Violation::In::query, pair.substr(0, equals)), "is not a name: " + name.error());
            continue;
        }
        parameters.emplace_back(*std::move(name), equals == std::string_view::npos ? std::string_view{}
                                                                                   : pair.substr(equals + 1));
    }
    return parameters;
}

ParameterReader::ParameterReader(const Request& request, const PathParameters& path, Violations& found)
    : request_(request), path_(path), found_(found), query_(query_parameters(request.query, found)) {}

// The texts that were sent for the parameter, undecoded where percent signs still count.
std::vector<std::string> ParameterReader::texts(const Parameter& parameter) {
    std::vector<std::string> sent;
    switch (parameter.in) {
        case Violation::In::query:
            for (const auto& [name, text] : query_) {
                if (name == parameter.name) sent.emplace_back(text);
            }
            break;
        case Violation::In::path:
            for (const auto& [name, text] : path_) {
                if (name == parameter.name) sent.push_back(text);
            }
            break;
        case Violation::In::header:
            for (const std::string_view text : request_.headers.all(parameter.name))
                sent.emplace_back(trimmed(text));
            break;
        case Violation::In::cookie:
            for (const auto& [name, text] : cookies(request_.headers)) {
                if (name == parameter.name) sent.emplace_back(text);
            }
            break;
        case Violation::In::body:
            break;
    }
    return sent;
}

std::optional<nlohmann::json> ParameterReader::value(const Parameter& parameter) {
    const Place place(parameter.in, parameter.name);
    std::vector<std::string> sent = texts(parameter);
    if (sent.empty()) {
        if (parameter.required) found_.add(place, "is required");
        return std::nullopt;
    }
    const bool query = parameter.in == Violation::In::query;
    const bool exploded = parameter.array && parameter.explode && query;
    // Several header fields of one name are one list (RFC 9110, 5.3).
    const bool may_repeat = exploded || (parameter.array && parameter.in == Violation::In::header);
    if (sent.size() > 1 && !may_repeat) {
        found_.add(place, "occurs " + std::to_string(sent.size()) + " times; once is allowed");
        return std::nullopt;
    }
    if (parameter.array && !exploded) {
        std::vector<std::string> items;
        for (const std::string& text : sent) {
            if (text.empty()) continue;  // RFC 6570: an empty list and an empty text are written alike
            for (const std::string_view item : split(text, parameter.delimiter)) {
                items.emplace_back(parameter.in == Violation::In::header ? trimmed(item) : item);
            }
        }
        sent = std::move(items);
    }

    const std::size_t before = found_.count();
    nlohmann::json values = nlohmann::json::array();
    for (std::size_t i = 0; i < sent.size(); ++i) {
        const Place item = parameter.array ? place.at(i) : place;
        const bool decode = query || parameter.in == Violation::In::cookie;
        auto text =
            decode ? percent_decoded(sent[i], query) : tl::expected<std::string, std::string>(sent[i]);
        if (!text) {
            found_.add(item, "can't be decoded: " + text.error());
            continue;
        }
        if (!code_points(*text)) {
            found_.add(item, "must be UTF-8");
            continue;
        }
        auto value = value_of_text(*text, parameter.type);
        if (value) {
            values.push_back(*std::move(value));
        } else {
            found_.add(item, value.error());
        }
    }
    if (found_.count() != before) return std::nullopt;
    return parameter.array ? std::move(values) : std::move(values[0]);
}

void ParameterReader::refuse_unknown_query(const std::vector<std::string_view>& known) {
    std::string list;
    for (const std::string_view name : known)
        list += (list.empty() ? "" : ", ") + std::string(name);
    for (const auto& [name, text] : query_) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        found_.add(Place(Violation::In::query, name),
                   known.empty() ? "is not a parameter of this operation, which has none in the query"
                                 : "is not a parameter of this operation; allowed are " + list);
    }
}

}  // namespace gasworks::http
