#include "generator/check/bodies.hpp"

#include <algorithm>
#include <charconv>

namespace gasworks::generator {

namespace {

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

bool is_media_type(std::string_view text) {
    constexpr std::string_view characters = "abcdefghijklmnopqrstuvwxyz0123456789!#$&^_.+-*";
    const auto slash = text.find('/');
    if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) return false;
    return text.substr(0, slash).find_first_not_of(characters) == std::string_view::npos &&
           text.substr(slash + 1).find_first_not_of(characters) == std::string_view::npos;
}

Content::Form form_of(std::string_view media_type) {
    if (media_type == "application/json" || media_type.ends_with("+json")) return Content::Form::json;
    if (media_type == "multipart/form-data") return Content::Form::multipart;
    if (media_type.starts_with("text/")) return Content::Form::text;
    return Content::Form::binary;
}

}  // namespace

RequestBody BodyChecker::request_body(const Node& node) {
    RequestBody body;
    const Node* target = references_.resolve(node, "/components/requestBodies/");
    if (target == nullptr) return body;
    Fields fields(*target, "a request body", diagnostics_);
    body.required = fields.boolean("required", false);
    body.description = fields.text("description").value_or("");
    if (const Node* content = fields.take_required("content", Node::Kind::mapping)) {
        body.contents = contents(*content, true);
        if (content->members.empty())
            diagnostics_.error(content->position, "'content' names at least one media type");
    }
    fields.finish();
    return body;
}

std::vector<Content> BodyChecker::contents(const Node& node, bool in_request) {
    std::vector<Content> result;
    for (const Node::Member& member : node.members) {
        Content content;
        content.media_type = lower(member.key);
        content.position = member.position;
        content.form = form_of(content.media_type);
        Fields fields(member.value, "a media type", diagnostics_);
        fields.documentation({"example", "examples"});
        fields.refuse("encoding", "parts of a form are read by the schemas of the properties");
        if (const Node* schema = fields.take("schema")) content.schema = schemas_.schema(*schema);
        fields.finish();

        if (!is_media_type(content.media_type)) {
            diagnostics_.error(
                member.position,
                "'" + member.key + "' is not a media type such as application/json" +
                    (member.key.find(';') == std::string::npos ? "" : "; leave parameters away"));
            continue;
        }
        const bool is_range = content.media_type.find('*') != std::string::npos;
        if (is_range && !in_request) {
            diagnostics_.error(member.position,
                               "a response names its media type; write image/png, not " + member.key);
        } else if (is_range && content.form == Content::Form::text && content.media_type != "text/*") {
            diagnostics_.error(member.position, "a range is of the form image/*");
        }
        if (content.media_type == "application/x-www-form-urlencoded") {
            diagnostics_.error(
                member.position,
                member.key + " is not supported; write multipart/form-data or application/json");
        } else if (content.form == Content::Form::multipart) {
            if (!in_request) {
                diagnostics_.error(member.position,
                                   "a multipart response is not supported; write one operation per part");
            } else {
                check_form(content);
            }
        } else if (content.form == Content::Form::text && content.schema != nullptr &&
                   (content.schema->type != Schema::Type::string || content.schema->is_enumeration() ||
                    content.schema->is_binary())) {
            diagnostics_.error(member.value.position, "the schema of " + member.key + " is type: string");
        } else if (content.form == Content::Form::binary && content.schema != nullptr &&
                   !content.schema->is_binary()) {
            diagnostics_.error(
                member.value.position,
                "the schema of " + member.key + " is type: string with format: binary, or left away");
        }
        result.push_back(std::move(content));
    }
    return result;
}

void BodyChecker::check_form(const Content& content) {
    if (content.schema == nullptr || content.schema->type != Schema::Type::object) {
        diagnostics_.error(content.position, "multipart/form-data needs a schema with type: object");
        return;
    }
    for (const Schema::Property& property : content.schema->properties) {
        const Schema& schema = *property.schema;
        if (schema.nullable) {
            diagnostics_.error(schema.position, "a part of a form can't be null; remove nullable");
        }
        if (schema.type == Schema::Type::array && !schema.items->is_scalar()) {
            diagnostics_.error(schema.position,
                               "an array in a form has items of type string, integer, number or boolean");
        }
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

std::vector<Response> BodyChecker::responses(const Node& node) {
    std::vector<Response> result;
    for (const Node::Member& member : node.members) {
        if (member.key.starts_with("x-")) continue;
        int status = 0;
        const char* end = member.key.data() + member.key.size();
        const bool number = std::from_chars(member.key.data(), end, status).ptr == end;
        if (!number || status < 200 || status > 599) {
            const bool legal =
                member.key == "default" || (member.key.size() == 3 && member.key.ends_with("XX"));
            diagnostics_.error(member.position,
                               legal ? "the response '" + member.key + "' is not supported; name each status"
                                     : "'" + member.key + "' is not a status from 200 to 599");
            continue;
        }
        result.push_back(response(member.value, status));
    }
    if (result.empty() && node.members.empty()) {
        diagnostics_.error(node.position, "'responses' names at least one status");
    }
    return result;
}

Response BodyChecker::response(const Node& node, int status) {
    Response response;
    response.status = status;
    const Node* target = references_.resolve(node, "/components/responses/");
    if (target == nullptr) return response;
    Fields fields(*target, "a response", diagnostics_);
    if (const Node* description = fields.take_required("description", Node::Kind::string)) {
        response.description = description->text;
    }
    fields.documentation({"links"});
    if (const Node* headers = fields.take("headers", Node::Kind::mapping)) {
        for (const Node::Member& member : headers->members) {
            if (lower(member.key) == "content-type") {
                diagnostics_.error(
                    member.position,
                    "OpenAPI takes the response's Content-Type from 'content'; remove it here");
                continue;
            }
            response.headers.push_back(header(member.value, member.key));
        }
    }
    if (const Node* content = fields.take("content", Node::Kind::mapping)) {
        response.contents = contents(*content, false);
        if ((status == 204 || status == 304) && !content->members.empty()) {
            diagnostics_.error(content->position, std::to_string(status) + " has no content; remove it");
        }
    }
    fields.finish();
    return response;
}

ResponseHeader BodyChecker::header(const Node& node, std::string name) {
    ResponseHeader header;
    header.name = std::move(name);
    const Node* target = references_.resolve(node, "/components/headers/");
    if (target == nullptr) return header;
    Fields fields(*target, "a header", diagnostics_);
    header.description = fields.text("description").value_or("");
    fields.documentation({"required", "deprecated", "example", "examples"});
    fields.refuse("content", "write a schema");
    fields.refuse("explode", "write a schema of type string, integer, number or boolean");
    if (const Node* style = fields.take("style", Node::Kind::string);
        style != nullptr && style->text != "simple") {
        diagnostics_.error(style->position, "the style of a header is simple");
    }
    if (const Node* schema = fields.take_required("schema", Node::Kind::mapping)) {
        header.schema = schemas_.schema(*schema);
        if (!header.schema->is_scalar() || header.schema->is_binary()) {
            diagnostics_.error(schema->position,
                               "a header of a response is a string, an integer, a number or a boolean");
        }
    }
    fields.finish();
    return header;
}

}  // namespace gasworks::generator
