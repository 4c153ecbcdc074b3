#include "generator/cpp/write_routes.hpp"

#include <algorithm>
#include <map>

#include "generator/check/paths.hpp"
#include "generator/cpp/readers.hpp"
#include "generator/cpp/text.hpp"
#include "generator/cpp/write_operations.hpp"

namespace gasworks::generator {

namespace {

std::string literal_list(std::vector<std::string> texts, bool sorted) {
    if (sorted) std::sort(texts.begin(), texts.end());
    std::string list;
    for (const std::string& text : texts)
        list += (list.empty() ? "" : ", ") + string_literal(text);
    return "{" + list + "}";
}

std::string text_type(const Schema& schema) {
    switch (schema.type) {
        case Schema::Type::integer:
            return "integer";
        case Schema::Type::number:
            return "number";
        case Schema::Type::boolean:
            return "boolean";
        default:
            return "string";
    }
}

// {.in = In::query, .name = "id", ...}
std::string parameter_settings(const std::string& in, const std::string& name, const Schema& schema,
                               bool required, bool explode) {
    const bool array = schema.type == Schema::Type::array;
    std::string settings = "{.in = In::" + in + ", .name = " + string_literal(name);
    const std::string type = text_type(array ? *schema.items : schema);
    if (type != "string") settings += ", .type = http::TextType::" + type;
    if (required) settings += ", .required = true";
    if (array) settings += ", .array = true";
    if (array && !explode) settings += ", .explode = false";
    return settings + "}";
}

void write_parameters(Text& text, const OperationNames& names, Readers& readers) {
    const Operation& operation = *names.operation;
    text.line("http::ParameterReader parameters(request, path, found);");
    std::vector<std::string> query;
    for (std::size_t i = 0; i < names.fields.size(); ++i) {
        const Parameter& parameter = operation.parameters[i];
        if (parameter.in == "query") query.push_back(parameter.name);
        text.list("parameters.read(",
                  {parameter_settings(parameter.in, parameter.name, *parameter.schema, parameter.required,
                                      parameter.explode),
                   "typed." + names.fields[i], readers.reader(*parameter.schema)},
                  ");");
    }
    for (const auto& alternative : operation.security) {
        for (const SecurityScheme* scheme : alternative) {
            const bool new_name = std::find(query.begin(), query.end(), scheme->parameter) == query.end();
            if (scheme->in == "query" && new_name) query.push_back(scheme->parameter);
        }
    }
    text.line("parameters.refuse_unknown_query(" + literal_list(query, false) + ");");
}

void write_form(Text& text, const Content& content, Readers& readers) {
    text.line(
        "http::FormReader form(request.headers.get(\"Content-Type\").value_or(\"\"), request.body, found);");
    const auto fields = Types::fields(*content.schema);
    std::vector<std::string> declared;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const Schema::Property& property = content.schema->properties[i];
        const Schema& schema = *property.schema;
        const std::string name = string_literal(property.name);
        const std::string field = "value." + fields[i];
        const std::string required = property.required ? "true" : "false";
        declared.push_back(property.name);
        if (schema.is_binary()) {
            text.line("form.file(" + name + ", " + field + ");");
        } else if (schema.type == Schema::Type::array && schema.items->is_binary()) {
            std::string limits = "{.min_items = " + std::to_string(schema.min_items);
            if (schema.max_items) limits += ", .max_items = " + std::to_string(*schema.max_items);
            text.line("form.files(" + name + ", " + field + ", " + required + ", " + limits + "});");
        } else if (schema.is_scalar() || schema.type == Schema::Type::array) {
            text.list("form.field(",
                      {parameter_settings("body", property.name, schema, property.required, true), field,
                       readers.reader(schema)},
                      ");");
        } else {
            text.list("form.json_field(", {name, required, field, readers.reader(schema)}, ");");
        }
    }
    if (content.schema->additional == Schema::Additional::refused) {
        text.line("form.no_others(" + literal_list(declared, true) + ");");
    } else if (content.schema->additional == Schema::Additional::kept) {
        text.line("form.other_files(" + literal_list(declared, true) + ", value.additional_parts);");
    }
    if (content.schema->min_properties != 0 || content.schema->max_properties) {
        text.line("form.count_properties(" + std::to_string(content.schema->min_properties) + ", " +
                  (content.schema->max_properties ? std::to_string(*content.schema->max_properties)
                                                  : "std::nullopt") +
                  ");");
    }
}

void write_body(Text& text, const OperationNames& names, Readers& readers) {
    const RequestBody& body = *names.operation->body;
    std::vector<std::string> accepted;
    for (const Content& content : body.contents)
        accepted.push_back(content.media_type);
    text.line("static const std::vector<std::string_view> accepted = " + literal_list(accepted, false) + ";");
    text.line("const auto sent = http::choose_body_type(request, accepted, " +
              std::string(body.required ? "true" : "false") + ");");
    text.line("if (!sent) return http::to_response(sent.error(), request.id);");
    for (std::size_t i = 0; i < body.contents.size(); ++i) {
        const Content& content = body.contents[i];
        text.open("if (*sent == " + std::to_string(i) + "U) {");
        text.line(names.body->types[i] + " value{};");
        switch (content.form) {
            case Content::Form::json:
                text.line(
                    "http::read_json_body(request.body, value, " +
                    (content.schema == nullptr ? "http::AnyReader{}" : readers.reader(*content.schema)) +
                    ", found);");
                break;
            case Content::Form::text:
                text.line(
                    "http::read_text_body(request.body, value, " +
                    (content.schema == nullptr ? "http::StringReader{}" : readers.reader(*content.schema)) +
                    ", found);");
                break;
            case Content::Form::multipart:
                write_form(text, content, readers);
                break;
            case Content::Form::binary:
                text.line("value = request.body;");
                break;
        }
        text.line("typed.body = std::move(value);");
        text.close("}");
    }
    if (names.body->tells_content_type) text.line("typed.content_type = http::content_type_of(request);");
}

void write_handler(Text& text, const OperationNames& names, Readers& readers) {
    const Operation& operation = *names.operation;
    text.line("http::Response serve_" + names.function +
              "(Operations& operations, const http::Request& request,");
    text.open(std::string(names.function.size() + 22, ' ') +
              "const http::PathParameters& path, http::Context& context) {");
    text.line(names.request + " typed;");
    if (!names.media_type.empty()) {
        text.line("static const std::vector<std::string_view> offered = " +
                  literal_list(operation.media_types(), false) + ";");
        text.line("const auto wanted = http::choose_response_type(request.headers, offered);");
        text.line("if (!wanted) return http::to_response(wanted.error(), request.id);");
        text.line("typed.accept = static_cast<" + names.media_type + ">(*wanted);");
    }
    text.line("http::Violations found;");
    write_parameters(text, names, readers);
    if (operation.body) {
        write_body(text, names, readers);
    } else {
        text.line(
            "if (const auto refused = http::refuse_body(request)) return http::to_response(*refused, "
            "request.id);");
    }
    text.open("if (!found.empty()) {");
    text.line("return http::to_response(std::move(found).problem(" +
              std::string(operation.declares(422) ? "true" : "false") + "), request.id);");
    text.close("}");
    if (names.enumerators.size() > 1) {
        text.line("http::Response response = operations." + names.function +
                  "(typed, context).to_response(request.id);");
        text.line("response.headers.add(\"Vary\", \"Accept\");");
        text.line("return response;");
    } else {
        text.line("return operations." + names.function + "(typed, context).to_response(request.id);");
    }
    text.close("}");
    text.line();
}

std::string scheme_settings(const SecurityScheme& scheme) {
    static const std::map<SecurityScheme::Kind, std::string> kinds = {
        {SecurityScheme::Kind::basic, "basic"},
        {SecurityScheme::Kind::bearer, "bearer"},
        {SecurityScheme::Kind::api_key, "api_key"}};
    std::string settings = "{.name = " + string_literal(scheme.name) +
                           ", .kind = http::Credentials::Kind::" + kinds.at(scheme.kind);
    if (scheme.kind == SecurityScheme::Kind::api_key) {
        settings += ", .in = http::SecurityScheme::In::" + scheme.in +
                    ", .parameter = " + string_literal(scheme.parameter);
    }
    return settings + "}";
}

std::string requirement(const Security& security) {
    std::string alternatives;
    for (const auto& alternative : security) {
        std::string schemes;
        for (const SecurityScheme* scheme : alternative)
            schemes += (schemes.empty() ? "" : ", ") + scheme_settings(*scheme);
        alternatives += (alternatives.empty() ? "{" : ", {") + schemes + "}";
    }
    return "http::SecurityRequirement{" + alternatives + "}";
}

void write_route(Text& text, const OperationNames& names) {
    const Operation& operation = *names.operation;
    std::string handler = "handler_of(operations, serve_" + names.function + ")";
    if (operation.deprecated) handler = "http::deprecated(" + handler + ")";
    if (!operation.security.empty()) {
        handler = "http::guarded(" + requirement(operation.security) + ", authenticator, " + handler + ")";
    }
    text.list("router.add({",
              {string_literal(operation.method), string_literal(operation.path), string_literal(operation.id),
               "http::Workload::" + operation.workload, handler},
              "});");
}

void write_handler_of(Text& text) {
    text.line(
        "using Serve = http::Response (*)(Operations&, const http::Request&, const http::PathParameters&,");
    text.line("                                 http::Context&);");
    text.line();
    text.open("http::Handler handler_of(Operations& operations, Serve serve) {");
    text.line("return [&operations, serve](const http::Request& request, const http::PathParameters& path,");
    text.line("                            http::Context& context) {");
    text.line("    return serve(operations, request, path, context);");
    text.line("};");
    text.close("}");
    text.line();
}

// Where the document is served, unless an operation of its own is there.
std::vector<std::pair<std::string, std::string>> document_routes(const Api& api) {
    std::vector<std::pair<std::string, std::string>> routes;
    std::vector<std::string> bases = {""};
    if (!api.base_path.empty()) bases.push_back(api.base_path);
    for (const std::string& base : bases) {
        for (const std::string format : {"json", "yaml"}) {
            const std::string path = base + "/openapi." + format;
            const bool taken =
                std::any_of(api.operations.begin(), api.operations.end(), [&](const Operation& operation) {
                    return operation.method == "GET" && shape_of(operation.path) == shape_of(path);
                });
            if (!taken) routes.emplace_back(path, format);
        }
    }
    return routes;
}

}  // namespace

std::string routes_header(const Api& api, const std::string& name_space) {
    Text text;
    text.line("#pragma once");
    text.line("#include \"http/router.hpp\"");
    text.line("#include \"http/security.hpp\"");
    text.line("#include \"operations.hpp\"");
    text.line();
    text.line("namespace " + name_space + " {");
    text.line();
    text.document(
        "Adds a route for every operation of " + api.title + " " + api.version +
        ", and for the document itself. The operations must outlive the router. Throws std::invalid_argument "
        "when an operation asks for credentials and there is no authenticator.");
    text.line("void add_routes(gasworks::http::Router& router, Operations& operations,");
    text.line("                const gasworks::http::Authenticator& authenticator = {});");
    text.line();
    text.line("}  // namespace " + name_space);
    return text.str();
}

std::string routes_source(const Api& api, const std::vector<OperationNames>& operations, const Types& types,
                          const std::string& name_space) {
    Readers readers(types);
    Text handlers;
    for (const OperationNames& names : operations)
        write_handler(handlers, names, readers);

    Text text;
    text.line("#include \"routes.hpp\"");
    text.line();
    text.line("#include \"document.hpp\"");
    for (const char* header : {"embedded_document", "guards", "json_values", "multipart_form", "negotiation",
                               "parameters", "request_body"}) {
        text.line("#include \"http/" + std::string(header) + ".hpp\"");
    }
    text.line();
    text.line("namespace " + name_space + " {");
    text.line();
    text.line("namespace {");
    text.line();
    text.line("namespace http = gasworks::http;");
    const bool any_parameters = handlers.str().find("In::") != std::string::npos;
    if (any_parameters) text.line("using In = http::Violation::In;");
    text.line();
    Text patterns;
    readers.write_patterns(patterns);

    Text end;
    if (!operations.empty()) write_handler_of(end);
    end.line("}  // namespace");
    end.line();
    const bool guarded = std::any_of(api.operations.begin(), api.operations.end(),
                                     [](const Operation& operation) { return !operation.security.empty(); });
    end.line(std::string("void add_routes(http::Router& router, ") +
             (operations.empty() ? "Operations& /*operations*/" : "Operations& operations") +
             ", const http::Authenticator& " + (guarded ? "authenticator" : "/*authenticator*/") + ") {");
    end.indent();
    for (const OperationNames& names : operations)
        write_route(end, names);
    for (const auto& [path, format] : document_routes(api)) {
        end.line("http::add_document(router, " + string_literal(path) + ", openapi_" + format +
                 "(), \"application/" + format + "\");");
    }
    end.close("}");
    end.line();
    end.line("}  // namespace " + name_space);
    return text.str() + patterns.str() + handlers.str() + end.str();
}

}  // namespace gasworks::generator
