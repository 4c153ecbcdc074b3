#include "generator/cpp/parameter_settings.hpp"

#include <map>

#include "generator/check/parameters.hpp"
#include "generator/cpp/text.hpp"

namespace gasworks::generator {

namespace {

// How a value is written, beside its name and schema.
struct Manner {
    Style style = Style::form;
    bool explode = true;
    bool required = false;
    bool empty_is_absent = false;
};

std::string settings(const std::string& name, const Schema& schema, const Manner& manner);

// The properties of an object are written like it is.
std::string properties(const Schema& schema, const Manner& manner) {
    std::string list;
    for (const Schema::Property& property : schema.properties) {
        Manner inner;
        if (manner.style == Style::deep_object && property.schema->type == Schema::Type::object)
            inner.style = Style::deep_object;
        list += (list.empty() ? "" : ", ") + settings(property.name, *property.schema, inner);
    }
    return list;
}

std::string settings(const std::string& name, const Schema& schema, const Manner& manner) {
    static const std::map<Style, std::string> styles = {{Style::label, "label"},
                                                        {Style::matrix, "matrix"},
                                                        {Style::space_delimited, "space_delimited"},
                                                        {Style::pipe_delimited, "pipe_delimited"},
                                                        {Style::deep_object, "deep_object"},
                                                        {Style::json, "json"}};
    const bool json = manner.style == Style::json;
    const bool array = !json && schema.type == Schema::Type::array;
    const bool object = !json && schema.type == Schema::Type::object;
    std::string text = "{";
    const auto add = [&](const std::string& setting) { text += (text.size() == 1 ? "" : ", ") + setting; };
    if (!name.empty()) add(".name = " + string_literal(name));
    const Schema* texts = array ? schema.items : object ? schema.additional_schema : &schema;
    if (!json && texts != nullptr && text_type(*texts) != "http::TextType::string")
        add(".type = " + text_type(*texts));
    if (array) add(".shape = http::Parameter::Shape::array");
    if (object) add(".shape = http::Parameter::Shape::object");
    const auto style = styles.find(manner.style);
    if (style != styles.end()) add(".style = http::Parameter::Style::" + style->second);
    if (!manner.explode && (object || (array && manner.style != Style::simple))) add(".explode = false");
    if (manner.required) add(".required = true");
    if (manner.empty_is_absent) add(".empty_is_absent = true");
    if (object && (schema.is_map() || schema.additional == Schema::Additional::kept)) add(".open = true");
    if (object && !schema.properties.empty()) add(".properties = {" + properties(schema, manner) + "}");
    return text + "}";
}

}  // namespace

std::string text_type(const Schema& schema) {
    switch (schema.type) {
        case Schema::Type::integer:
            return "http::TextType::integer";
        case Schema::Type::number:
            return "http::TextType::number";
        case Schema::Type::boolean:
            return "http::TextType::boolean";
        default:
            return "http::TextType::string";
    }
}

std::string parameter_settings(const Parameter& parameter) {
    const bool required = parameter.required && parameter.in != "path";
    return settings(parameter.name, *parameter.schema,
                    {parameter.style, parameter.explode, required, parameter.allow_empty});
}

std::string part_settings(const Schema::Property& property) {
    return settings(property.name, *property.schema, {Style::form, true, property.required, false});
}

std::string form_settings(const Content& content) {
    std::string list;
    for (const Schema::Property& property : content.schema->properties) {
        const Schema& schema = *property.schema;
        const PartEncoding* encoding = content.encoding_of(property.name);
        const bool list_of_texts = schema.type == Schema::Type::array && is_textual(*schema.items);
        Manner manner{is_textual(schema) || list_of_texts ? Style::form : Style::json, true, false, false};
        if (encoding != nullptr && encoding->style) manner.style = *encoding->style;
        if (encoding != nullptr) manner.explode = encoding->explode;
        list += (list.empty() ? "" : ", ") + settings(property.name, schema, manner);
    }
    std::string text = "{.shape = http::Parameter::Shape::object";
    const Schema& schema = *content.schema;
    if (schema.additional_schema != nullptr &&
        text_type(*schema.additional_schema) != "http::TextType::string")
        text = "{.type = " + text_type(*schema.additional_schema) + ", " + text.substr(1);
    if (schema.is_map() || schema.additional == Schema::Additional::kept) text += ", .open = true";
    if (!list.empty()) text += ", .properties = {" + list + "}";
    return text + "}";
}

}  // namespace gasworks::generator
