#include "sample.hpp"

#include <map>
#include <stdexcept>

using namespace gasworks::generator;
using nlohmann::json;

namespace {

std::string sample_text(const Schema& schema) {
    static const std::map<std::string, std::string> formats = {
        {"date", "2026-02-28"},
        {"date-time", "2026-02-28T12:00:00Z"},
        {"uuid", "00000000-0000-4000-8000-000000000000"},
        {"uri", "https://example.org/a"},
        {"uri-reference", "../a"},
        {"time", "12:00:00Z"},
        {"duration", "P1D"},
        {"hostname", "example.org"},
        {"ipv4", "192.0.2.1"},
        {"ipv6", "2001:db8::1"},
        {"email", "jon@example.org"},
        {"byte", "YWJj"}};
    if (schema.is_enumeration()) return schema.words.front();
    if (schema.pattern) throw std::runtime_error("no sample of the pattern " + *schema.pattern);
    const auto format = formats.find(schema.format);
    if (format != formats.end()) return format->second;
    return std::string(std::max<std::size_t>(schema.min_length, 1), 'a');
}

std::string encoded(const std::string& text) {
    static const std::string plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~";
    static const char* digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        if (plain.find(c) != std::string::npos) {
            result += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            result += {'%', digits[byte / 16], digits[byte % 16]};
        }
    }
    return result;
}

std::string text_of(const json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

using Encode = std::string (*)(const std::string&);

std::string as_it_is(const std::string& text) {
    return text;
}

std::string joined(const json& value, bool explode, const std::string& delimiter, Encode encode) {
    std::string result;
    const auto add = [&](const std::string& text) { result += (result.empty() ? "" : delimiter) + text; };
    if (value.is_array()) {
        for (const json& item : value)
            add(encode(text_of(item)));
    } else if (value.is_object()) {
        for (const auto& [name, item] : value.items())
            add(encode(name) + (explode ? "=" : delimiter) + encode(text_of(item)));
    } else {
        add(encode(text_of(value)));
    }
    return result;
}

std::string in_path(const Parameter& parameter, const json& value) {
    const std::string& name = parameter.name;
    switch (parameter.style) {
        case Style::label:
            return "." + joined(value, parameter.explode, parameter.explode ? "." : ",", encoded);
        case Style::matrix:
            if (parameter.explode && value.is_array()) {
                std::string items;
                for (const json& item : value)
                    items += ";" + name + "=" + encoded(text_of(item));
                return items;
            }
            if (parameter.explode && value.is_object()) return ";" + joined(value, true, ";", encoded);
            return ";" + name + "=" + joined(value, parameter.explode, ",", encoded);
        case Style::json:
            return encoded(value.dump());
        default:
            return joined(value, parameter.explode, ",", encoded);
    }
}

void add_deep(std::vector<std::string>& pairs, const std::string& name, const json& value) {
    if (value.is_object()) {
        for (const auto& [key, item] : value.items())
            add_deep(pairs, name + "[" + encoded(key) + "]", item);
    } else if (value.is_array()) {
        for (const json& item : value)
            add_deep(pairs, name, item);
    } else {
        pairs.push_back(name + "=" + encoded(text_of(value)));
    }
}

std::vector<std::string> pairs_of(const std::string& parameter_name, Style style, bool explode,
                                  const json& value) {
    std::vector<std::string> pairs;
    const std::string name = encoded(parameter_name);
    const bool exploded = style == Style::form && explode;
    if (style == Style::deep_object || (exploded && value.is_array())) {
        add_deep(pairs, name, value);
    } else if (style == Style::json) {
        pairs.push_back(name + "=" + encoded(value.dump()));
    } else if (exploded && value.is_object()) {
        for (const auto& [key, item] : value.items())
            add_deep(pairs, encoded(key), item);
    } else {
        const std::string delimiter = style == Style::space_delimited  ? "%20"
                                      : style == Style::pipe_delimited ? "|"
                                                                       : ",";
        pairs.push_back(name + "=" + joined(value, false, delimiter, encoded));
    }
    return pairs;
}

std::string multipart(const Content& content, const json& value) {
    std::string body;
    for (const Schema::Property& property : content.schema->properties) {
        if (!value.contains(property.name)) continue;
        const PartEncoding* encoding = content.encoding_of(property.name);
        json items = value[property.name];
        if (!items.is_array()) items = json::array({items});
        for (const json& item : items) {
            const Schema& schema =
                property.schema->type == Schema::Type::array ? *property.schema->items : *property.schema;
            body += "--edge\r\nContent-Disposition: form-data; name=\"" + property.name + "\"";
            if (schema.is_binary()) body += "; filename=\"a\"";
            body += "\r\n";
            if (encoding != nullptr && !encoding->media_types.empty())
                body += "Content-Type: " + encoding->media_types.front() + "\r\n";
            body += "\r\n" + text_of(item) + "\r\n";
        }
    }
    return body + "--edge--\r\n";
}

// How deep optional values go, so that a schema that contains itself has an end.
constexpr int most_levels = 6;

json sample_to(const Schema& schema, int levels);

json sample_integer(const Schema& schema) {
    if (!schema.allowed_integers.empty()) return schema.allowed_integers.front();
    const std::int64_t step = schema.multiple_of_integer.value_or(1);
    std::int64_t value = std::max<std::int64_t>(schema.minimum_integer, 0);
    value += (step - value % step) % step;
    return std::min(value, schema.maximum_integer);
}

json sample_number(const Schema& schema) {
    const double step = schema.multiple_of ? std::stod(*schema.multiple_of) : 0.5;
    double value = schema.minimum ? std::stod(*schema.minimum) : 0;
    if (schema.exclusive_minimum || value == 0) value += step;
    if (schema.maximum && value > std::stod(*schema.maximum)) value = std::stod(*schema.maximum);
    return value;
}

json sample_array(const Schema& schema, int levels) {
    json items = json::array();
    for (std::uint64_t i = 0; i < std::max<std::uint64_t>(schema.min_items, levels > 0 ? 1 : 0); ++i)
        items.push_back(sample_to(*schema.items, levels - 1));
    return items;
}

json sample_object(const Schema& schema, int levels) {
    json object = json::object();
    for (const Schema::Property& property : schema.properties) {
        if (property.schema->read_only) continue;
        if (levels > 0 || property.required) object[property.name] = sample_to(*property.schema, levels - 1);
    }
    const Schema* value = schema.additional_schema;
    const std::size_t least = std::max<std::size_t>(schema.min_properties, levels > 0 ? 1 : 0);
    for (std::size_t i = 0; object.size() < least && schema.additional != Schema::Additional::refused; ++i)
        object["extra" + std::to_string(i)] = value == nullptr ? json("more") : sample_to(*value, levels - 1);
    return object;
}

json sample_alternative(const Schema& schema, int levels) {
    const Schema::Alternative& first = schema.alternatives.front();
    json value = sample_to(*first.schema, levels);
    if (!schema.discriminator.empty()) value[schema.discriminator] = first.tags.front();
    return value;
}

json sample_to(const Schema& schema, int levels) {
    if (!schema.allowed.empty()) return json::parse(schema.allowed).front();
    switch (schema.type) {
        case Schema::Type::any:
            return "anything";
        case Schema::Type::string:
            return sample_text(schema);
        case Schema::Type::integer:
            return sample_integer(schema);
        case Schema::Type::number:
            return sample_number(schema);
        case Schema::Type::boolean:
            return true;
        case Schema::Type::array:
            return sample_array(schema, levels);
        case Schema::Type::object:
            return sample_object(schema, levels);
        case Schema::Type::alternatives:
            return sample_alternative(schema, levels);
    }
    throw std::runtime_error("no sample of this schema");
}

}  // namespace

json sample(const Schema& schema, bool everything) {
    return sample_to(schema, everything ? most_levels : 0);
}

std::string SampleRequest::query_text() const {
    std::string text;
    for (const std::string& pair : query)
        text += (text.empty() ? "" : "&") + pair;
    return text;
}

void add_parameter(SampleRequest& request, const Parameter& parameter, const json& value) {
    if (parameter.in == "path") {
        const std::string variable = "{" + parameter.name + "}";
        request.path.replace(request.path.find(variable), variable.size(), in_path(parameter, value));
    } else if (parameter.in == "query") {
        for (const std::string& pair : pairs_of(parameter.name, parameter.style, parameter.explode, value))
            request.query.push_back(pair);
    } else if (parameter.in == "header") {
        request.headers.add(parameter.name, parameter.style == Style::json
                                                ? value.dump()
                                                : joined(value, parameter.explode, ",", as_it_is));
    } else {
        std::string cookies(request.headers.get("Cookie").value_or(""));
        for (const std::string& pair : pairs_of(parameter.name, parameter.style, parameter.explode, value))
            cookies += (cookies.empty() ? "" : "; ") + pair;
        request.headers.set("Cookie", cookies);
    }
}

void add_body(SampleRequest& request, const Content& content, const json& value) {
    std::string type = content.media_type;
    if (const auto asterisk = type.find('*'); asterisk != std::string::npos)
        type = asterisk == 0 ? "application/octet-stream" : type.replace(asterisk, 1, "plain");
    switch (content.form) {
        case Content::Form::json:
            request.body = value.dump();
            break;
        case Content::Form::multipart:
            type += "; boundary=edge";
            request.body = multipart(content, value);
            break;
        case Content::Form::urlencoded: {
            for (const auto& [name, item] : value.items()) {
                const PartEncoding* encoding = content.encoding_of(name);
                const bool object =
                    item.is_object() || (item.is_array() && !item.empty() && item.front().is_structured());
                const Style style = encoding != nullptr && encoding->style ? *encoding->style
                                    : object                               ? Style::json
                                                                           : Style::form;
                const bool explode = encoding == nullptr || encoding->explode;
                for (const std::string& pair : pairs_of(name, style, explode, item))
                    request.body += (request.body.empty() ? "" : "&") + pair;
            }
            break;
        }
        case Content::Form::text:
        case Content::Form::value:
        case Content::Form::events:  // answers alone have them
        case Content::Form::binary:
            request.body = text_of(value);
            break;
    }
    request.headers.set("Content-Type", type);
}

void add_credentials(SampleRequest& request, const Operation& operation) {
    if (operation.security.empty()) return;
    for (const RequiredScheme& required : operation.security.front()) {
        const SecurityScheme& scheme = *required.scheme;
        if (scheme.kind == SecurityScheme::Kind::basic) {
            request.headers.add("Authorization", "Basic am9uOnNlY3JldA==");
        } else if (scheme.kind != SecurityScheme::Kind::api_key) {
            request.headers.add("Authorization", "Bearer token");
        } else if (scheme.in == "query") {
            request.query.push_back(encoded(scheme.parameter) + "=key");
        } else if (scheme.in == "header") {
            request.headers.add(scheme.parameter, "key");
        } else {
            const std::string cookies(request.headers.get("Cookie").value_or(""));
            request.headers.set("Cookie",
                                cookies + (cookies.empty() ? "" : "; ") + scheme.parameter + "=key");
        }
    }
}
