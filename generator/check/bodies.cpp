#include "generator/check/bodies.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "generator/check/field_names.hpp"
#include "generator/check/parameters.hpp"

namespace gasworks::generator {

namespace {

bool is_media_type(std::string_view text) {
    constexpr std::string_view characters = "abcdefghijklmnopqrstuvwxyz0123456789!#$&^_.+-*";
    const auto slash = text.find('/');
    if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) return false;
    return text.substr(0, slash).find_first_not_of(characters) == std::string_view::npos &&
           text.substr(slash + 1).find_first_not_of(characters) == std::string_view::npos;
}

// Text is UTF-8 here, so that a charset says nothing new.
std::string without_charset(std::string text) {
    const auto semicolon = text.find(';');
    if (semicolon == std::string::npos) return text;
    std::string parameter;
    for (const char c : text.substr(semicolon + 1)) {
        if (c != ' ' && c != '"') parameter += c;
    }
    if (parameter != "charset=utf-8") return text;
    text.erase(semicolon);
    while (text.ends_with(' '))
        text.pop_back();
    return text;
}

Content::Form form_of(std::string_view media_type) {
    if (media_type == "application/json" || media_type.ends_with("+json")) return Content::Form::json;
    if (media_type == "multipart/form-data") return Content::Form::multipart;
    if (media_type == "application/x-www-form-urlencoded") return Content::Form::urlencoded;
    if (media_type.starts_with("text/")) return Content::Form::text;
    return Content::Form::binary;
}

// As in Response::status.
std::optional<int> status_of(std::string_view text) {
    if (text == "default") return 0;
    if (text.size() == 3 && text.ends_with("XX") && text[0] >= '2' && text[0] <= '5') return text[0] - '0';
    int status = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), status);
    if (error != std::errc() || end != text.data() + text.size() || status < 200 || status > 599)
        return std::nullopt;
    return status;
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
        content.media_type = without_charset(lower_case(member.key));
        content.position = member.position;
        content.form = form_of(content.media_type);
        Fields fields(member.value, "a media type", diagnostics_);
        fields.documentation({"example", "examples"});
        const Node* encoding = fields.take("encoding", Node::Kind::mapping);
        if (const Node* schema = fields.take("schema")) content.schema = schemas_.schema(*schema);
        fields.finish();

        if (!is_media_type(content.media_type)) {
            diagnostics_.error(
                member.position,
                "'" + member.key + "' is not a media type such as application/json" +
                    (member.key.find(';') == std::string::npos ? ""
                                                               : "; leave parameters other than "
                                                                 "charset=utf-8 away"));
            continue;
        }
        const auto asterisk = content.media_type.find('*');
        if (asterisk != std::string::npos && content.media_type != "*/*" &&
            (!content.media_type.ends_with("/*") || asterisk + 1 != content.media_type.size())) {
            diagnostics_.error(member.position, "a range is of the form image/*");
        }
        const bool twice = std::any_of(result.begin(), result.end(), [&](const Content& other) {
            return other.media_type == content.media_type;
        });
        if (twice) diagnostics_.error(member.position, content.media_type + " occurs twice");
        if (content.form == Content::Form::multipart && !in_request) {
            diagnostics_.error(member.position,
                               "a multipart response is not supported; write one operation per part");
        } else if (content.form == Content::Form::multipart || content.form == Content::Form::urlencoded) {
            if (in_request) forms_.check(content, encoding);
            if (!in_request) content.form = Content::Form::text;
        } else {
            if (encoding != nullptr) {
                diagnostics_.warning(encoding->position, "'encoding' is for forms; " + content.media_type +
                                                             " is none, so it has no effect");
            }
            check_plain(content, member.value.position, in_request);
        }
        result.push_back(std::move(content));
    }
    return result;
}

// What is neither JSON nor a form: text, a value written as text, or bytes that are handed over as they are.
void BodyChecker::check_plain(Content& content, Position position, bool in_request) {
    if (content.media_type == "text/event-stream" && !in_request) {
        // A schema describes the events, for readers.
        content.form = Content::Form::events;
        content.schema = nullptr;
        return;
    }
    if (content.schema == nullptr || content.form == Content::Form::json) return;
    const Schema& schema = *content.schema;
    const bool text = schema.type == Schema::Type::string && !schema.is_enumeration() && !schema.nullable;
    if (text) return;
    if (content.form == Content::Form::text && schema.is_scalar()) {
        content.form = Content::Form::value;
        return;
    }
    if (content.media_type == "*/*" && !in_request) {
        diagnostics_.warning(position,
                             "an answer of any media type with this schema is sent as "
                             "application/json; write that");
        content.media_type = "application/json";
        content.form = Content::Form::json;
        return;
    }
    if (schema.type != Schema::Type::any) {
        diagnostics_.warning(position, "the content of " + content.media_type +
                                           " is handed over as it is: its schema is for readers alone");
    }
    content.schema = nullptr;
}

std::vector<Response> BodyChecker::responses(const Node& node) {
    std::vector<Response> result;
    for (const Node::Member& member : node.members) {
        if (member.key.starts_with("x-")) continue;
        if (member.key.size() == 3 && member.key.front() == '1') {
            diagnostics_.warning(member.position, "'" + member.key +
                                                      "' is an interim answer, which is HTTP's to give; "
                                                      "operations do not");
            continue;
        }
        const auto status = status_of(member.key);
        if (!status) {
            diagnostics_.error(member.position, "'" + member.key +
                                                    "' is not a status from 200 to 599, nor a range from 2XX "
                                                    "to 5XX, nor default");
            continue;
        }
        result.push_back(response(member.value, *status));
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
        std::set<std::string> names;
        for (const Node::Member& member : headers->members) {
            if (lower_case(member.key) == "content-type") {
                diagnostics_.warning(
                    member.position,
                    "OpenAPI takes the response's Content-Type from 'content'; this one has no effect");
                continue;
            }
            if (is_of_the_connection(member.key)) {
                diagnostics_.warning(member.position,
                                     "the server says '" + member.key + "' itself; this one has no effect");
                continue;
            }
            if (const auto problem = why_no_token(member.key))
                diagnostics_.error(member.position, "the name of a header " + *problem);
            if (!names.insert(lower_case(member.key)).second)
                diagnostics_.error(member.position, "the header '" + member.key + "' is there twice");
            response.headers.push_back(header(member.value, member.key));
        }
    }
    if (const Node* content = fields.take("content", Node::Kind::mapping)) {
        response.contents = contents(*content, false);
        if ((status == 204 || status == 304) && !content->members.empty()) {
            diagnostics_.warning(content->position,
                                 std::to_string(status) + " has no content, so this one is never sent");
            response.contents.clear();
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
    fields.take("explode", Node::Kind::boolean);
    if (const Node* style = fields.take("style", Node::Kind::string);
        style != nullptr && style->text != "simple") {
        diagnostics_.error(style->position, "the style of a header is simple");
    }
    if (const Node* schema = fields.take("schema", Node::Kind::mapping)) {
        header.schema = schemas_.schema(*schema);
        const bool list = header.schema->type == Schema::Type::array && is_textual(*header.schema->items);
        if (!is_textual(*header.schema) && !list) {
            diagnostics_.error(schema->position,
                               "a header of a response is a string, an integer, a number, a boolean or an "
                               "array of these");
        }
    }
    fields.finish();
    return header;
}

}  // namespace gasworks::generator
