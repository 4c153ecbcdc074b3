#include "http/parameters.hpp"

#include <algorithm>

#include "http/segment_template.hpp"

namespace gasworks::http {

namespace {

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

// An exploded list or object in a cookie is written as in a query, `a=1&a=2`, within the value of its first
// cookie; cookies of their own for each are taken, too.
ParameterPairs cookie_pairs(const Headers& headers, bool exploded) {
    ParameterPairs pairs(Encoding::percent);
    for (const auto& [name, value] : cookies(headers)) {
        if (!exploded) {
            pairs.add(std::string(name), value);
            continue;
        }
        const auto parts = split(value, '&');
        pairs.add(std::string(name), parts.front());
        for (std::size_t i = 1; i < parts.size(); ++i) {
            const auto equals = parts[i].find('=');
            pairs.add(std::string(parts[i].substr(0, equals)),
                      equals == std::string_view::npos ? std::string_view{} : parts[i].substr(equals + 1));
        }
    }
    return pairs;
}

}  // namespace

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

ParameterReader::ParameterReader(const Request& request, Violations& found)
    : request_(request),
      found_(found),
      query_(ParameterPairs::of_query(request.query, Violation::In::query, found)),
      segments_(split(std::string_view(request.path).substr(request.path.empty() ? 0 : 1), '/')) {}

std::string ParameterReader::part_of_segment(std::size_t segment, std::string_view segment_template,
                                             std::string_view name) const {
    const SegmentTemplate parts(segment_template);
    const auto index = static_cast<std::size_t>(std::find(parts.names().begin(), parts.names().end(), name) -
                                                parts.names().begin());
    const std::string_view sent = segments_.at(segment);
    if (const auto texts = parts.match(sent)) return std::string(texts->at(index));
    // The router has matched the decoded segment: the text beside the variables was sent encoded. What is
    // decoded already must not be decoded again.
    const std::string decoded = percent_decoded(sent, false).value_or("");
    std::string text;
    if (const auto texts = parts.match(decoded)) {
        for (const char c : texts->at(index))
            text += c == '%' ? std::string("%25") : std::string(1, c);
    }
    return text;
}

std::optional<nlohmann::json> ParameterReader::header_value(const Parameter& parameter, const Place& place) {
    const auto fields = request_.headers.all(parameter.name);
    if (fields.empty()) {
        if (parameter.required) found_.add(place, "is required");
        return std::nullopt;
    }
    // Several header fields of one name are one list (RFC 9110, 5.3).
    if (fields.size() > 1 && parameter.shape == Parameter::Shape::value) {
        found_.add(place, "occurs " + std::to_string(fields.size()) + " times; once is allowed");
        return std::nullopt;
    }
    std::string text;
    for (const std::string_view field : fields) {
        if (!text.empty() && !field.empty()) text += ',';
        text += trimmed(field);
    }
    return value_of(parameter, text, Encoding::none, place, found_);
}

std::optional<nlohmann::json> ParameterReader::cookie_value(const Parameter& parameter, const Place& place) {
    const bool exploded = parameter.style == Parameter::Style::form && parameter.explode &&
                          parameter.shape != Parameter::Shape::value;
    return cookie_pairs(request_.headers, exploded).value(parameter, place, found_);
}

void ParameterReader::pass_over(const std::vector<std::string_view>& names) {
    for (const std::string_view name : names)
        query_.take(name);
}

void ParameterReader::refuse_unknown_query(const std::vector<std::string_view>& known) {
    std::string list;
    for (const std::string_view name : known)
        list += (list.empty() ? "" : ", ") + std::string(name);
    for (const ParameterPairs::Pair& pair : query_.all()) {
        if (pair.taken) continue;
        found_.add(Place(Violation::In::query, pair.name),
                   known.empty() ? "is not a parameter of this operation, which has none in the query"
                                 : "is not a parameter of this operation; allowed are " + list);
    }
}

}  // namespace gasworks::http
