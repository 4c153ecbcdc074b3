#include "generator/cpp/write_operations.hpp"

#include <algorithm>
#include <set>

#include "generator/cpp/names.hpp"
#include "generator/cpp/text.hpp"

namespace gasworks::generator {

namespace {

// The content's parameters of a factory.
std::vector<std::string> typed_content(const Factory& factory, const Types& types) {
    switch (factory.content->form) {
        case Content::Form::json:
            if (is_problem(*factory.content)) {
                return {"std::string detail", "std::vector<gasworks::http::Violation> errors"};
            }
            if (factory.content->schema == nullptr) return {"const nlohmann::json& json"};
            return {"const " + types.type(*factory.content->schema) + "& json"};
        case Content::Form::text:
            return {"std::string text"};
        case Content::Form::value:
            return {types.type(*factory.content->schema) + " value"};
        case Content::Form::events:
            return {"std::shared_ptr<gasworks::http::EventStream> events"};
        case Content::Form::multipart:
        case Content::Form::urlencoded:
        case Content::Form::binary:
            return {"gasworks::http::ResponseBody bytes"};
    }
    return {};
}

// The parameters of a factory.
std::vector<std::string> content_parameters(const Factory& factory, const Types& types) {
    std::vector<std::string> parameters;
    if (!is_single(*factory.response)) parameters.emplace_back("int status");
    if (factory.content == nullptr) return parameters;
    if (factory.content->is_range()) parameters.emplace_back("std::string_view media_type");
    for (const std::string& parameter : typed_content(factory, types))
        parameters.push_back(parameter);
    return parameters;
}

// The status that a factory gives: a number, or what the caller says, within the response's range.
std::string status_expression(const Response& response) {
    if (is_single(response)) return std::to_string(response.status);
    const int from = response.status == 0 ? 200 : response.status * 100;
    const int to = response.status == 0 ? 599 : response.status * 100 + 99;
    return "http::status_within(status, " + std::to_string(from) + ", " + std::to_string(to) + ")";
}

std::string status_text(const Response& response) {
    if (is_single(response)) return std::to_string(response.status);
    return response.status == 0 ? "Any other status" : std::to_string(response.status) + "XX";
}

struct HeaderSetter {
    std::string name;
    std::string function;
    std::string type;
    std::string description;
};

std::vector<HeaderSetter> header_setters(const Operation& operation, const Types& types) {
    std::vector<HeaderSetter> setters;
    std::set<std::string> seen;
    for (const Response& response : operation.responses) {
        for (const ResponseHeader& header : response.headers) {
            const std::string function = "with_" + snake_case(header.name);
            if (!seen.insert(function).second) continue;
            const std::string type = header.schema == nullptr ? "std::string" : types.type(*header.schema);
            const bool small = header.schema != nullptr && header.schema->is_scalar() &&
                               !header.schema->nullable && type != "std::string";
            setters.push_back(
                {header.name, function, small ? type : "const " + type + "&", header.description});
        }
    }
    return setters;
}

void declare_form(Text& text, const OperationNames& names, const Types& types) {
    for (const Content& content : names.operation->body->contents) {
        if (content.form != Content::Form::multipart) continue;
        text.document(content.schema->description.empty() ? "The form of " + names.function + "."
                                                          : content.schema->description);
        text.open("struct " + names.body->form + " {");
        const auto fields = Types::fields(*content.schema);
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const Schema::Property& property = content.schema->properties[i];
            if (property.schema->component.empty()) text.document(property.schema->description);
            const bool file = part_type(*property.schema, true, types).find("FilePart") != std::string::npos;
            text.line(part_type(*property.schema, property.required, types) + " " + fields[i] +
                      (file ? "" : types.initializer(*property.schema, property.required)) + ";");
        }
        if (content.schema->additional == Schema::Additional::kept) {
            text.line("/// Every other part, in order.");
            text.line("std::vector<gasworks::http::FilePart> additional_parts;");
        }
        text.close("};");
        text.line();
    }
}

void declare_request(Text& text, const OperationNames& names, const Types& types) {
    const Operation& operation = *names.operation;
    if (!names.media_type.empty()) {
        text.document("The media types of " + names.function + "'s successful answers.");
        text.list("enum class " + names.media_type + " { ", names.enumerators, " };");
        text.line();
    }
    if (names.body && !names.body->form.empty()) declare_form(text, names, types);
    text.document("The request of " + names.function + ", parsed and checked.");
    text.open("struct " + names.request + " {");
    for (std::size_t i = 0; i < names.fields.size(); ++i) {
        const Parameter& parameter = operation.parameters[i];
        text.document(parameter.description);
        text.line(types.field_type(*parameter.schema, parameter.required) + " " + names.fields[i] +
                  types.initializer(*parameter.schema, parameter.required) + ";");
    }
    if (names.body) {
        text.document(operation.body->description);
        text.line(names.body->type + " body;");
        if (names.body->tells_content_type) {
            text.line("/// The body's media type as sent, without parameters; empty when there is no body.");
            text.line("std::string content_type;");
        }
    }
    if (!names.media_type.empty()) {
        text.line("/// What the client wants of a successful answer.");
        text.line(names.media_type + " accept{};");
    }
    text.close("};");
    text.line();
}

void declare_response(Text& text, const OperationNames& names, const Types& types) {
    text.document("The answers that the document declares for " + names.function + ".");
    text.line("class " + names.response + " {");
    text.line("  public:");
    text.indent();
    for (const Factory& factory : names.factories) {
        std::string what = status_text(*factory.response);
        if (factory.content != nullptr) what += " " + factory.content->media_type;
        if (!factory.response->description.empty()) what += ": " + factory.response->description;
        text.document(what);
        std::vector<std::string> parameters = content_parameters(factory, types);
        if (factory.content != nullptr && is_problem(*factory.content)) parameters.back() += " = {}";
        text.list("static " + names.response + " " + factory.name + "(", parameters, ");");
    }
    text.line();
    for (const HeaderSetter& setter : header_setters(*names.operation, types)) {
        text.document(setter.name + (setter.description.empty() ? "" : ": " + setter.description));
        text.line(names.response + "& " + setter.function + "(" + setter.type + " value) &;");
        text.line(names.response + "&& " + setter.function + "(" + setter.type + " value) &&;");
    }
    text.line("int status() const { return answer_.status(); }");
    text.line("gasworks::http::Response to_response(std::string_view request_id) && {");
    text.line("    return std::move(answer_).to_response(request_id);");
    text.line("}");
    text.line();
    text.outdent();
    text.line("  private:");
    text.indent();
    text.line("explicit " + names.response +
              "(gasworks::http::Answer answer) : answer_(std::move(answer)) {}");
    text.line();
    text.line("gasworks::http::Answer answer_;");
    text.close("};");
    text.line();
}

void define_response(Text& text, const OperationNames& names, const Types& types) {
    for (const Factory& factory : names.factories) {
        const std::string status = status_expression(*factory.response);
        text.list(names.response + " " + names.response + "::" + factory.name + "(",
                  content_parameters(factory, types), ") {");
        text.indent();
        std::string answer;
        if (factory.content == nullptr) {
            answer = "empty(" + status + ")";
        } else if (is_problem(*factory.content)) {
            answer = "problem(" + status + ", std::move(detail), std::move(errors))";
        } else {
            const std::string type =
                factory.content->is_range() ? "media_type" : string_literal(factory.content->media_type);
            if (factory.content->form == Content::Form::json) {
                answer = "json(" + status + ", http::json_of(json), " + type + ")";
            } else if (factory.content->form == Content::Form::value) {
                answer = "text(" + status + ", http::header_text(value), " + type + ")";
            } else if (factory.content->form == Content::Form::text) {
                answer = "text(" + status + ", std::move(text), " + type + ")";
            } else if (factory.content->form == Content::Form::events) {
                answer = "bytes(" + status + ", std::move(events), " + type + ")";
            } else {
                answer = "bytes(" + status + ", std::move(bytes), " + type + ")";
            }
        }
        text.line("return " + names.response + "(http::Answer::" + answer + ");");
        text.close("}");
        text.line();
    }
    for (const HeaderSetter& setter : header_setters(*names.operation, types)) {
        text.open(names.response + "& " + names.response + "::" + setter.function + "(" + setter.type +
                  " value) & {");
        text.line("answer_.set_header(" + string_literal(setter.name) + ", http::header_text(value));");
        text.line("return *this;");
        text.close("}");
        text.line();
        text.open(names.response + "&& " + names.response + "::" + setter.function + "(" + setter.type +
                  " value) && {");
        text.line("return std::move(" + setter.function + "(value));");
        text.close("}");
        text.line();
    }
}

void declare_interface(Text& text, const std::vector<OperationNames>& operations,
                       const std::string& interface) {
    for (const OperationNames& names : operations) {
        if (names.interface != interface) continue;
        text.line();
        std::string description = names.operation->description;
        if (names.operation->deprecated)
            description += (description.empty() ? "" : "\n\n") + std::string("Deprecated.");
        text.document(description);
        text.line("virtual " + names.response + " " + names.function + "(const " + names.request +
                  "& request, gasworks::http::Context& context) = 0;");
    }
}

// A class for each tag, and one of all.
void declare_interfaces(Text& text, const std::vector<OperationNames>& operations) {
    std::vector<std::string> bases;
    for (const OperationNames& names : operations) {
        if (names.interface == "Operations" ||
            std::find(bases.begin(), bases.end(), "public " + names.interface) != bases.end()) {
            continue;
        }
        bases.push_back("public " + names.interface);
        text.document("What is tagged " + names.operation->tag + ". Called from several threads at once.");
        text.line("class " + names.interface + " {");
        text.line("  public:");
        text.indent();
        text.line("virtual ~" + names.interface + "() = default;");
        declare_interface(text, operations, names.interface);
        text.close("};");
        text.line();
    }
    text.line("/// What the service does. Called from several threads at once.");
    if (bases.empty()) {
        text.line("class Operations {");
    } else {
        text.list("class Operations : ", bases, " {");
    }
    text.line("  public:");
    text.indent();
    text.line(bases.empty() ? "virtual ~Operations() = default;" : "~Operations() override = default;");
    declare_interface(text, operations, "Operations");
    text.close("};");
    text.line();
}

}  // namespace

std::string part_type(const Schema& schema, bool required, const Types& types) {
    if (schema.is_binary()) {
        return required ? "gasworks::http::FilePart" : "std::optional<gasworks::http::FilePart>";
    }
    if (schema.type == Schema::Type::array && schema.items->is_binary())
        return "std::vector<gasworks::http::FilePart>";
    return types.field_type(schema, required);
}

std::string operations_header(const std::vector<OperationNames>& operations, const Types& types,
                              const std::string& name_space) {
    Text text;
    text.line("#pragma once");
    for (const char* header :
         {"cstdint", "map", "optional", "string", "string_view", "utility", "variant", "vector"}) {
        text.line("#include <" + std::string(header) + ">");
    }
    text.line();
    text.line("#include <nlohmann/json.hpp>");
    text.line();
    for (const char* header :
         {"http/answer.hpp", "http/context.hpp", "http/multipart_form.hpp", "http/problem.hpp"}) {
        text.line("#include \"" + std::string(header) + "\"");
    }
    text.line("#include \"types.hpp\"");
    text.line();
    text.line("namespace " + name_space + " {");
    text.line();
    for (const OperationNames& names : operations) {
        declare_request(text, names, types);
        declare_response(text, names, types);
    }
    declare_interfaces(text, operations);
    text.line("}  // namespace " + name_space);
    return text.str();
}

std::string operations_source(const std::vector<OperationNames>& operations, const Types& types,
                              const std::string& name_space) {
    Text text;
    text.line("#include \"operations.hpp\"");
    text.line();
    text.line("#include \"http/json_of.hpp\"");
    text.line();
    text.line("namespace " + name_space + " {");
    text.line();
    text.line("namespace http = gasworks::http;");
    text.line();
    for (const OperationNames& names : operations)
        define_response(text, names, types);
    text.line("}  // namespace " + name_space);
    return text.str();
}

}  // namespace gasworks::generator
