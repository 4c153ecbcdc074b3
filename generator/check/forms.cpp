#include "generator/check/forms.hpp"

#include <algorithm>

#include "generator/check/parameters.hpp"

namespace gasworks::generator {

namespace {

std::vector<std::string> list_of(std::string_view text) {
    std::vector<std::string> items;
    while (true) {
        const auto comma = text.find(',');
        std::string item;
        for (const char c : text.substr(0, comma)) {
            if (c != ' ') item += c;
        }
        if (!item.empty()) items.push_back(item);
        if (comma == std::string_view::npos) return items;
        text.remove_prefix(comma + 1);
    }
}

bool is_list(const Schema& schema) {
    return schema.type == Schema::Type::array && is_textual(*schema.items);
}

}  // namespace

void FormChecker::check(Content& content, const Node* encoding) {
    if (content.schema == nullptr || content.schema->type != Schema::Type::object) {
        diagnostics_.error(content.position, content.media_type + " needs a schema with type: object");
        return;
    }
    if (encoding != nullptr) {
        for (const Node::Member& member : encoding->members)
            read_encoding(member, content);
    }
    if (content.form == Content::Form::multipart) {
        check_multipart(content);
    } else {
        check_urlencoded(content);
    }
}

void FormChecker::read_encoding(const Node::Member& member, Content& content) {
    const auto& properties = content.schema->properties;
    const auto property =
        std::find_if(properties.begin(), properties.end(),
                     [&](const Schema::Property& candidate) { return candidate.name == member.key; });
    if (property == properties.end()) {
        diagnostics_.error(member.position, "the form has no property '" + member.key + "'");
        return;
    }
    Fields fields(member.value, "an encoding", diagnostics_);
    const Node* media_type = fields.take("contentType", Node::Kind::string);
    const Node* style = fields.take("style", Node::Kind::string);
    const Node* explode = fields.take("explode", Node::Kind::boolean);
    // An operation sees the headers of a part in FilePart; what they have to be is its own to check.
    fields.documentation({"allowReserved", "headers"});
    fields.finish();
    PartEncoding part;
    part.property = member.key;
    if (content.form == Content::Form::multipart) {
        if (media_type != nullptr) part.media_types = list_of(media_type->text);
        for (const Node* unused : {style, explode}) {
            if (unused != nullptr) {
                diagnostics_.warning(unused->position,
                                     "'style' and 'explode' are for "
                                     "application/x-www-form-urlencoded and have no effect "
                                     "in multipart/form-data");
            }
        }
    } else {
        if (media_type != nullptr && media_type->text == "application/json") {
            part.style = Style::json;
        } else if (media_type != nullptr && media_type->text != "text/plain") {
            diagnostics_.error(media_type->position,
                               "a property of this form is application/json or text/plain, not " +
                                   media_type->text + "; write multipart/form-data for anything else");
        }
        if (style != nullptr) {
            part.style = style_named(style->text);
            if (part.style == Style::simple || part.style == Style::label || part.style == Style::matrix ||
                !part.style) {
                diagnostics_.error(style->position,
                                   "the style of a property of a form is one of form, spaceDelimited, "
                                   "pipeDelimited, deepObject, not '" +
                                       style->text + "'");
            }
        }
        part.explode = explode == nullptr
                           ? !part.style || part.style == Style::form || part.style == Style::deep_object
                           : explode->text == "true";
    }
    content.encoding.push_back(std::move(part));
}

void FormChecker::check_multipart(const Content& content) {
    if (!content.schema->asserted.empty()) {
        diagnostics_.error(content.schema->position,
                           "the parts of a form are no JSON object that could be compared with this schema; "
                           "keep to type, properties, required and additionalProperties");
    }
    for (const Schema::Property& property : content.schema->properties) {
        const Schema& schema = *property.schema;
        if (schema.type == Schema::Type::array && schema.items->is_binary() && schema.unique_items) {
            diagnostics_.error(schema.position, "'uniqueItems' is not supported for files");
        }
    }
    if (content.schema->additional == Schema::Additional::kept &&
        (content.schema->additional_schema == nullptr || !content.schema->additional_schema->is_binary())) {
        diagnostics_.error(content.schema->position,
                           "further parts of a form are files; write additionalProperties: {type: string, "
                           "format: binary} or false");
    }
}

void FormChecker::check_urlencoded(const Content& content) {
    for (const Schema::Property& property : content.schema->properties) {
        const Schema& schema = *property.schema;
        const PartEncoding* encoding = content.encoding_of(property.name);
        if (schema.is_binary()) {
            diagnostics_.error(
                schema.position,
                "a file is sent in a form of multipart/form-data; write that, or format: byte");
        } else if (encoding != nullptr && encoding->style == Style::deep_object &&
                   schema.type != Schema::Type::object) {
            diagnostics_.error(schema.position, "the style deepObject is for objects; write style: form");
        } else if (encoding != nullptr && encoding->style && encoding->style != Style::json &&
                   schema.type == Schema::Type::object) {
            const bool textual =
                std::all_of(schema.properties.begin(), schema.properties.end(),
                            [](const Schema::Property& inner) {
                                return is_textual(*inner.schema) || is_list(*inner.schema);
                            }) &&
                (schema.additional_schema == nullptr || is_textual(*schema.additional_schema));
            if (!textual || encoding->style == Style::form) {
                diagnostics_.error(schema.position,
                                   "an object in this form is written with style: deepObject and has "
                                   "strings, integers, numbers, booleans and arrays of these; or it is JSON: "
                                   "leave the style away");
            }
        }
    }
    const Schema* additional = content.schema->additional_schema;
    if (additional != nullptr && !is_textual(*additional)) {
        diagnostics_.error(content.schema->position,
                           "further properties of a form are strings, integers, numbers or booleans");
    }
}

}  // namespace gasworks::generator
