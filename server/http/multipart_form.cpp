#include "http/multipart_form.hpp"

#include <algorithm>

#include "http/headers.hpp"
#include "http/json_body.hpp"
#include "http/media_type.hpp"
#include "http/utf8.hpp"

namespace gasworks::http {

namespace {

FilePart file_of(const Part& part) {
    const bool typed = part.filename || part.content_type != "text/plain";
    return {part.name, part.filename.value_or(""), typed ? part.content_type : "application/octet-stream",
            std::string(part.bytes), part.headers};
}

bool is_utf8_text(const Part& part) {
    const auto type = parse_media_type(part.content_type);
    const auto charset = type ? type->parameter("charset") : std::nullopt;
    return !charset || equals_ignoring_case(*charset, "utf-8") || equals_ignoring_case(*charset, "us-ascii");
}

}  // namespace

FormReader::FormReader(std::string_view content_type, const std::string& body, Violations& found)
    : found_(found) {
    const auto boundary = multipart_boundary(content_type);
    if (!boundary) {
        found_.add_malformed_body(boundary.error());
        return;
    }
    auto parts = parse_multipart(body, *boundary);
    if (!parts) {
        found_.add_malformed_body(parts.error());
        return;
    }
    parts_ = *std::move(parts);
    readable_ = true;
}

std::vector<const Part*> FormReader::named(std::string_view name) const {
    std::vector<const Part*> found;
    for (const Part& part : parts_) {
        if (part.name == name) found.push_back(&part);
    }
    return found;
}

const Part* FormReader::single(std::string_view name, bool required) {
    const Place body = Place::body();
    const auto parts = named(name);
    if (parts.empty()) {
        if (required && readable_) found_.add(body.at(name), "is required: send a part of this name");
        return nullptr;
    }
    if (parts.size() > 1) {
        found_.add(body.at(name), "occurs " + std::to_string(parts.size()) + " times; once is allowed");
        return nullptr;
    }
    return parts.front();
}

void FormReader::file(std::string_view name, FilePart& field) {
    if (const Part* part = single(name, true)) field = file_of(*part);
}

void FormReader::file(std::string_view name, std::optional<FilePart>& field) {
    if (const Part* part = single(name, false)) field = file_of(*part);
}

void FormReader::files(std::string_view name, std::vector<FilePart>& field, bool required,
                       ArrayLimits limits) {
    const Place body = Place::body();
    const auto parts = named(name);
    if (parts.empty()) {
        if (required && readable_) found_.add(body.at(name), "is required: send a part of this name");
        return;
    }
    check_count(parts.size(), limits.min_items, limits.max_items, "items", body.at(name), found_);
    for (const Part* part : parts)
        field.push_back(file_of(*part));
}

void FormReader::other_files(const std::vector<std::string_view>& declared, std::vector<FilePart>& field) {
    for (const Part& part : parts_) {
        if (!std::binary_search(declared.begin(), declared.end(), std::string_view(part.name))) {
            field.push_back(file_of(part));
        }
    }
}

std::optional<nlohmann::json> FormReader::text_value(const Parameter& parameter) {
    const Place body = Place::body();
    const Place place = body.at(parameter.name);
    const bool array = parameter.shape == Parameter::Shape::array;
    auto parts = named(parameter.name);
    if (!array) {
        const Part* part = single(parameter.name, parameter.required);
        if (part == nullptr) return std::nullopt;
        parts = {part};
    } else if (parts.empty()) {
        if (parameter.required && readable_) found_.add(place, "is required: send a part of this name");
        return std::nullopt;
    }
    const std::size_t before = found_.count();
    nlohmann::json values = nlohmann::json::array();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Place item = array ? place.at(i) : place;
        if (!is_utf8_text(*parts[i]) || !code_points(parts[i]->bytes)) {
            found_.add(item, "must be UTF-8");
            continue;
        }
        auto value = value_of_text(parts[i]->bytes, parameter.type);
        if (value) {
            values.push_back(*std::move(value));
        } else {
            found_.add(item, value.error());
        }
    }
    if (found_.count() != before) return std::nullopt;
    return array ? std::move(values) : std::move(values[0]);
}

std::optional<nlohmann::json> FormReader::json_value(std::string_view name, bool required) {
    const Part* part = single(name, required);
    if (part == nullptr) return std::nullopt;
    auto value = parse_json(part->bytes);
    if (!value) {
        const Place body = Place::body();
        found_.add(body.at(name), value.error());
        return std::nullopt;
    }
    return *std::move(value);
}

std::optional<nlohmann::json> FormReader::json_array(std::string_view name, bool required) {
    const Place body = Place::body();
    const Place place = body.at(name);
    const auto parts = named(name);
    if (parts.empty()) {
        if (required && readable_) found_.add(place, "is required: send a part of this name");
        return std::nullopt;
    }
    const std::size_t before = found_.count();
    nlohmann::json values = nlohmann::json::array();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        auto value = parse_json(parts[i]->bytes);
        if (value) {
            values.push_back(*std::move(value));
        } else {
            found_.add(place.at(i), value.error());
        }
    }
    if (found_.count() != before) return std::nullopt;
    return values.size() == 1 && values[0].is_array() ? std::move(values[0]) : std::move(values);
}

void FormReader::media_types(std::string_view name, const std::vector<std::string_view>& allowed) {
    const Place body = Place::body();
    for (const Part* part : named(name)) {
        const auto type = parse_media_type(part->content_type);
        const bool fits = type && std::any_of(allowed.begin(), allowed.end(), [&](std::string_view range) {
                              return is_within(*type, range);
                          });
        if (fits) continue;
        std::string list;
        for (const std::string_view range : allowed)
            list += (list.empty() ? "" : " or ") + std::string(range);
        found_.add(body.at(name),
                   "must be of the media type " + list + ", not " + in_quotes(part->content_type));
    }
}

void FormReader::no_others(const std::vector<std::string_view>& declared) {
    std::string list;
    for (const std::string_view name : declared)
        list += (list.empty() ? "" : ", ") + std::string(name);
    const Place body = Place::body();
    for (const Part& part : parts_) {
        if (!std::binary_search(declared.begin(), declared.end(), std::string_view(part.name))) {
            found_.add(body.at(part.name), "is not a part of this form; allowed are " + list);
        }
    }
}

void FormReader::count_properties(std::uint64_t least, std::optional<std::uint64_t> most) {
    if (!readable_) return;
    std::vector<std::string_view> names;
    for (const Part& part : parts_)
        names.push_back(part.name);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    check_count(names.size(), least, most, "properties", Place::body(), found_);
}

}  // namespace gasworks::http
