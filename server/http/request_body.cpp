#include "http/request_body.hpp"

#include "http/media_type.hpp"
#include "http/parameter_text.hpp"

namespace gasworks::http {

std::optional<nlohmann::json> urlencoded_object(const std::string& body, const Parameter& form,
                                                Violations& found) {
    const std::size_t before = found.count();
    ParameterPairs pairs = ParameterPairs::of_query(body, Violation::In::body, found);
    const Place place = Place::body();
    auto object = pairs.value(form, place, found);
    if (found.count() != before) return std::nullopt;
    nlohmann::json result = object ? *std::move(object) : nlohmann::json::object();
    for (const ParameterPairs::Pair& pair : pairs.all()) {
        if (!pair.taken)
            put_property({.open = true}, pair.name, pair.text, Encoding::form, place, found, result);
    }
    return found.count() == before ? std::optional(std::move(result)) : std::nullopt;
}

std::string content_type_of(const Request& request) {
    const auto field = request.headers.get("Content-Type");
    const auto type = field ? parse_media_type(*field) : std::nullopt;
    return type ? type->essence() : std::string();
}

}  // namespace gasworks::http
