#include "generator/bundle/places.hpp"

#include <map>

namespace gasworks::generator {

namespace {

using Form = Place::Form;
using Places = std::map<std::string_view, Place>;

const std::map<Kind, Places>& all_places() {
    static const Places path_item = {
        {"get", {Kind::operation, Form::one}},        {"put", {Kind::operation, Form::one}},
        {"post", {Kind::operation, Form::one}},       {"delete", {Kind::operation, Form::one}},
        {"options", {Kind::operation, Form::one}},    {"head", {Kind::operation, Form::one}},
        {"patch", {Kind::operation, Form::one}},      {"trace", {Kind::operation, Form::one}},
        {"parameters", {Kind::parameter, Form::list}}};
    static const Places parameter = {{"schema", {Kind::schema, Form::one}},
                                     {"content", {Kind::media_type, Form::map}},
                                     {"examples", {Kind::example, Form::map}}};
    static const Places schema = {{"properties", {Kind::schema, Form::map}},
                                  {"patternProperties", {Kind::schema, Form::map}},
                                  {"dependentSchemas", {Kind::schema, Form::map}},
                                  {"$defs", {Kind::schema, Form::map}},
                                  {"items", {Kind::schema, Form::one}},
                                  {"additionalProperties", {Kind::schema, Form::one}},
                                  {"not", {Kind::schema, Form::one}},
                                  {"if", {Kind::schema, Form::one}},
                                  {"then", {Kind::schema, Form::one}},
                                  {"else", {Kind::schema, Form::one}},
                                  {"contains", {Kind::schema, Form::one}},
                                  {"propertyNames", {Kind::schema, Form::one}},
                                  {"unevaluatedItems", {Kind::schema, Form::one}},
                                  {"unevaluatedProperties", {Kind::schema, Form::one}},
                                  {"contentSchema", {Kind::schema, Form::one}},
                                  {"allOf", {Kind::schema, Form::list}},
                                  {"oneOf", {Kind::schema, Form::list}},
                                  {"anyOf", {Kind::schema, Form::list}},
                                  {"prefixItems", {Kind::schema, Form::list}}};
    static const std::map<Kind, Places> places = {
        {Kind::document,
         {{"components", {Kind::components, Form::one}},
          {"paths", {Kind::path_item, Form::map}},
          {"webhooks", {Kind::path_item, Form::map}}}},
        {Kind::components,
         {{"schemas", {Kind::schema, Form::map}},
          {"responses", {Kind::response, Form::map}},
          {"parameters", {Kind::parameter, Form::map}},
          {"examples", {Kind::example, Form::map}},
          {"requestBodies", {Kind::request_body, Form::map}},
          {"headers", {Kind::header, Form::map}},
          {"securitySchemes", {Kind::security_scheme, Form::map}},
          {"links", {Kind::link, Form::map}},
          {"callbacks", {Kind::callback, Form::map}},
          {"pathItems", {Kind::path_item, Form::map}}}},
        {Kind::path_item, path_item},
        {Kind::operation,
         {{"parameters", {Kind::parameter, Form::list}},
          {"requestBody", {Kind::request_body, Form::one}},
          {"responses", {Kind::response, Form::map}},
          {"callbacks", {Kind::callback, Form::map}}}},
        {Kind::parameter, parameter},
        {Kind::header, parameter},
        {Kind::request_body, {{"content", {Kind::media_type, Form::map}}}},
        {Kind::response,
         {{"headers", {Kind::header, Form::map}},
          {"content", {Kind::media_type, Form::map}},
          {"links", {Kind::link, Form::map}}}},
        {Kind::media_type,
         {{"schema", {Kind::schema, Form::one}},
          {"examples", {Kind::example, Form::map}},
          {"encoding", {Kind::encoding, Form::map}}}},
        {Kind::encoding, {{"headers", {Kind::header, Form::map}}}},
        {Kind::schema, schema}};
    return places;
}

}  // namespace

std::optional<Place> place_of(Kind kind, std::string_view key) {
    // Every key of a callback but extensions is an expression with a path.
    if (kind == Kind::callback) {
        if (key.starts_with("x-") || key == "$ref") return std::nullopt;
        return Place{Kind::path_item, Form::one};
    }
    const auto places = all_places().find(kind);
    if (places == all_places().end()) return std::nullopt;
    const auto place = places->second.find(key);
    return place == places->second.end() ? std::nullopt : std::optional(place->second);
}

std::string_view section_of(Kind kind) {
    static const std::map<Kind, std::string_view> sections = {{Kind::schema, "schemas"},
                                                              {Kind::response, "responses"},
                                                              {Kind::parameter, "parameters"},
                                                              {Kind::example, "examples"},
                                                              {Kind::request_body, "requestBodies"},
                                                              {Kind::header, "headers"},
                                                              {Kind::security_scheme, "securitySchemes"},
                                                              {Kind::link, "links"},
                                                              {Kind::callback, "callbacks"}};
    const auto section = sections.find(kind);
    return section == sections.end() ? std::string_view{} : section->second;
}

}  // namespace gasworks::generator
