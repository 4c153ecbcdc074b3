#include "http/parameter_text.hpp"

#include <algorithm>

#include "http/json_body.hpp"
#include "http/utf8.hpp"

namespace gasworks::http {

namespace {

using Style = Parameter::Style;
using Shape = Parameter::Shape;

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
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

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The ways to write what stands between two items.
std::vector<std::string_view> delimiters_of(const Parameter& parameter) {
    switch (parameter.style) {
        case Style::space_delimited:
            return {"%20", "+"};
        case Style::pipe_delimited:
            return {"|", "%7C", "%7c"};
        case Style::label:
            return {parameter.explode ? "." : ","};
        case Style::matrix:
            return {parameter.explode ? ";" : ","};
        default:
            return {","};
    }
}

// A form can be as long as a body: no list in it is taken apart further than this.
constexpr std::size_t most_items = 100'000;

// At most one part more than `most_items`, which holds the rest.
std::vector<std::string_view> split(std::string_view text, const std::vector<std::string_view>& delimiters) {
    std::vector<std::string_view> parts;
    while (parts.size() < most_items) {
        std::size_t end = std::string_view::npos;
        std::size_t length = 0;
        for (const std::string_view delimiter : delimiters) {
            if (const auto at = text.find(delimiter); at < end) {
                end = at;
                length = delimiter.size();
            }
        }
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + length);
    }
    parts.push_back(text);
    return parts;
}

std::optional<std::string> decoded(std::string_view text, Encoding encoding, const Place& place,
                                   Violations& found) {
    auto result = encoding == Encoding::none ? tl::expected<std::string, std::string>(trimmed(text))
                                             : percent_decoded(text, encoding == Encoding::form);
    if (!result) {
        found.add(place, "can't be decoded: " + result.error());
        return std::nullopt;
    }
    if (!code_points(*result)) {
        found.add(place, "must be UTF-8");
        return std::nullopt;
    }
    return *std::move(result);
}

std::optional<nlohmann::json> typed(std::string_view text, TextType type, Encoding encoding,
                                    const Place& place, Violations& found) {
    const auto plain = decoded(text, encoding, place, found);
    if (!plain) return std::nullopt;
    auto value = value_of_text(*plain, type);
    if (!value) {
        found.add(place, value.error());
        return std::nullopt;
    }
    return *std::move(value);
}

std::optional<nlohmann::json> json_of_text(std::string_view text, Encoding encoding, const Place& place,
                                           Violations& found) {
    const auto plain = decoded(text, encoding, place, found);
    if (!plain) return std::nullopt;
    auto value = parse_json(*plain);
    if (!value) {
        found.add(place, "must be JSON: " + value.error());
        return std::nullopt;
    }
    return *std::move(value);
}

/// Takes what a style puts before the first item away.
bool take_prefix(const Parameter& parameter, std::string_view& text, const Place& place, Violations& found) {
    if (parameter.style != Style::label && parameter.style != Style::matrix) return true;
    const bool exploded_object = parameter.shape == Shape::object && parameter.explode;
    std::string prefix = parameter.style == Style::label ? "." : ";";
    // The properties' names stand where else the parameter's would; in a list each item has its own.
    const bool named = parameter.style == Style::matrix && !exploded_object;
    if (named) prefix += parameter.name;
    const bool begins = text.starts_with(prefix);
    std::string_view rest = begins ? text.substr(prefix.size()) : std::string_view{};
    if (named && begins) {
        // RFC 6570, 3.2.7: without a value there is no equals sign either.
        if (rest.empty() || (rest.front() == ';' && parameter.explode)) return text = rest, true;
        if (rest.front() == '=') return text = rest.substr(1), true;
    } else if (begins) {
        return text = rest, true;
    }
    found.add(place,
              "must begin with " + in_quotes(prefix + (named ? "=" : "")) + ", not be " + in_quotes(text));
    return false;
}

std::optional<nlohmann::json> object_of(const Parameter& parameter, std::string_view text, Encoding encoding,
                                        const Place& place, Violations& found) {
    const std::size_t before = found.count();
    nlohmann::json result = nlohmann::json::object();
    if (text.empty()) return result;
    const auto parts = split(text, delimiters_of(parameter));
    if (parts.size() > most_items) {
        found.add(place, "must have at most " + std::to_string(most_items / 2) + " properties");
        return std::nullopt;
    }
    const auto name_of_part = [&](std::string_view part) { return decoded(part, encoding, place, found); };
    if (parameter.explode) {
        for (const std::string_view part : parts) {
            const auto equals = part.find('=');
            if (equals == std::string_view::npos) {
                found.add(place, "must be properties of the form name=value, not " + in_quotes(part));
                continue;
            }
            const auto name = name_of_part(part.substr(0, equals));
            if (name) put_property(parameter, *name, part.substr(equals + 1), encoding, place, found, result);
        }
    } else if (parts.size() % 2 != 0) {
        found.add(place, "must be a list of names, each followed by its value, not of " +
                             std::to_string(parts.size()) + (parts.size() == 1 ? " item" : " items"));
    } else {
        for (std::size_t i = 0; i < parts.size(); i += 2) {
            const auto name = name_of_part(parts[i]);
            if (name) put_property(parameter, *name, parts[i + 1], encoding, place, found, result);
        }
    }
    return found.count() == before ? std::optional(std::move(result)) : std::nullopt;
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

std::string names_of(const std::vector<Parameter>& properties) {
    std::string list;
    for (const Parameter& property : properties)
        list += (list.empty() ? "" : ", ") + std::string(property.name);
    return list;
}

void put_property(const Parameter& object, const std::string& name, std::string_view text, Encoding encoding,
                  const Place& place, Violations& found, nlohmann::json& result) {
    const Place here = place.at(name);
    const auto property = std::find_if(object.properties.begin(), object.properties.end(),
                                       [&](const Parameter& candidate) { return candidate.name == name; });
    if (property == object.properties.end() && !object.open) {
        found.add(here, object.properties.empty()
                            ? "is not allowed: the object has no properties"
                            : "is not allowed; the properties are " + names_of(object.properties));
    } else if (result.contains(name)) {
        found.add(here, "occurs more than once");
    } else if (auto value = property == object.properties.end()
                                ? typed(text, object.type, encoding, here, found)
                                : value_of(*property, text, encoding, here, found)) {
        result[name] = *std::move(value);
    }
}

std::optional<nlohmann::json> items_of(const Parameter& parameter, const std::vector<std::string_view>& texts,
                                       Encoding encoding, const Place& place, Violations& found) {
    const std::size_t before = found.count();
    if (texts.size() > most_items) {
        found.add(place, "must have at most " + std::to_string(most_items) + " items");
        return std::nullopt;
    }
    nlohmann::json values = nlohmann::json::array();
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (auto value = typed(texts[i], parameter.type, encoding, place.at(i), found))
            values.push_back(*std::move(value));
    }
    return found.count() == before ? std::optional(std::move(values)) : std::nullopt;
}

std::optional<nlohmann::json> value_of(const Parameter& parameter, std::string_view text, Encoding encoding,
                                       const Place& place, Violations& found) {
    if (parameter.style == Style::json) return json_of_text(text, encoding, place, found);
    const std::string_view whole = text;
    if (!take_prefix(parameter, text, place, found)) return std::nullopt;
    switch (parameter.shape) {
        case Shape::value:
            return typed(text, parameter.type, encoding, place, found);
        case Shape::object:
            return object_of(parameter, text, encoding, place, found);
        case Shape::array:
            break;
    }
    // RFC 6570: an empty list and an empty text are written alike.
    if (text.empty()) return nlohmann::json::array();
    if (parameter.style != Style::matrix || !parameter.explode) {
        return items_of(parameter, split(text, delimiters_of(parameter)), encoding, place, found);
    }
    // ;name=a;name=b
    std::vector<std::string_view> items;
    for (std::string_view item : split(whole.substr(1), {";"})) {
        const bool named = item.starts_with(parameter.name);
        if (named) item.remove_prefix(parameter.name.size());
        if (!named || (!item.empty() && item.front() != '=')) {
            found.add(place, "must be items of the form ;" + std::string(parameter.name) + "=value, not " +
                                 in_quotes(whole));
            return std::nullopt;
        }
        items.push_back(item.empty() ? item : item.substr(1));
    }
    return items_of(parameter, items, encoding, place, found);
}

}  // namespace gasworks::http
