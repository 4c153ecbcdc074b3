#include "generator/cpp/write_routes.hpp"

#include <algorithm>
#include <map>

#include "generator/check/paths.hpp"
#include "generator/cpp/parameter_settings.hpp"
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

// Which segment of the route's path the variable is, counted from 0.
std::size_t segment_of(const Operation& operation, const std::string& variable) {
    const auto at = operation.path.find("{" + variable + "}");
    return static_cast<std::size_t>(std::count(
               operation.path.begin(), operation.path.begin() + static_cast<std::ptrdiff_t>(at), '/')) -
           1;
}

bool takes_the_rest(const Parameter& parameter) {
    const Schema& schema = *parameter.schema;
    return parameter.in == "query" && schema.type == Schema::Type::object && parameter.style == Style::form &&
           parameter.explode && (schema.is_map() || schema.additional == Schema::Additional::kept);
}

// What a client may write before the equals sign.
void add_query_names(const Parameter& parameter, std::vector<std::string>& names) {
    const Schema& schema = *parameter.schema;
    if (schema.type != Schema::Type::object || parameter.style == Style::json ||
        (parameter.style == Style::form && !parameter.explode)) {
        names.push_back(parameter.name);
    } else if (parameter.style == Style::deep_object) {
        names.push_back(parameter.name + "[]");
    } else if (parameter.style == Style::form) {
        for (const Schema::Property& property : schema.properties)
            names.push_back(property.name);
    } else {
        names.push_back(parameter.name);
    }
}

std::vector<std::string> query_keys(const Security& security) {
    std::vector<std::string> names;
    for (const auto& alternative : security) {
        for (const RequiredScheme& required : alternative) {
            const std::string& name = required.scheme->parameter;
            if (required.scheme->in == "query" && std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(name);
        }
    }
    return names;
}

void write_parameters(Text& text, const OperationNames& names, Readers& readers) {
    const Operation& operation = *names.operation;
    text.line("http::ParameterReader parameters(request, found);");
    std::vector<std::string> query;
    const auto read = [&](std::size_t i) {
        const Parameter& parameter = operation.parameters[i];
        const std::string segment =
            parameter.in == "path" ? std::to_string(segment_of(operation, parameter.name)) + ", " : "";
        text.list("parameters." + parameter.in + "(",
                  {segment + parameter_settings(parameter), "typed." + names.fields[i],
                   readers.reader(*parameter.schema)},
                  ");");
    };
    const auto keys = query_keys(operation.security);
    if (!keys.empty()) text.line("parameters.pass_over(" + literal_list(keys, false) + ");");
    for (std::size_t i = 0; i < names.fields.size(); ++i) {
        const Parameter& parameter = operation.parameters[i];
        if (parameter.in == "query") add_query_names(parameter, query);
        if (!takes_the_rest(parameter)) read(i);
    }
    for (std::size_t i = 0; i < names.fields.size(); ++i) {
        if (takes_the_rest(operation.parameters[i])) read(i);
    }
    for (const std::string& key : keys) {
        if (std::find(query.begin(), query.end(), key) == query.end()) query.push_back(key);
    }
    text.line("parameters.refuse_unknown_query(" + literal_list(query, false) + ");");
}

bool is_json(std::string_view media_type) {
    return media_type == "application/json" || media_type.ends_with("+json");
}

// Whether the part is a text, or a list of parts that are; else it is JSON.
bool is_text_part(const Schema& schema, const PartEncoding* encoding) {
    if (encoding != nullptr && encoding->media_types.size() == 1 && is_json(encoding->media_types.front()))
        return false;
    return schema.is_scalar() || (schema.type == Schema::Type::array && schema.items->is_scalar());
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
        const PartEncoding* encoding = content.encoding_of(property.name);
        if (encoding != nullptr && !encoding->media_types.empty()) {
            text.line("form.media_types(" + name + ", " + literal_list(encoding->media_types, false) + ");");
        }
        if (schema.is_binary()) {
            text.line("form.file(" + name + ", " + field + ");");
        } else if (schema.type == Schema::Type::array && schema.items->is_binary()) {
            std::string limits = "{.min_items = " + std::to_string(schema.min_items);
            if (schema.max_items) limits += ", .max_items = " + std::to_string(*schema.max_items);
            text.line("form.files(" + name + ", " + field + ", " + required + ", " + limits + "});");
        } else if (is_text_part(schema, encoding)) {
            text.list("form.field(", {part_settings(property), field, readers.reader(schema)}, ");");
        } else if (schema.type == Schema::Type::array) {
            text.list("form.json_items(", {name, required, field, readers.reader(schema)}, ");");
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
            case Content::Form::value:
                text.list("http::read_value_body(",
                          {"request.body", text_type(*content.schema), "value",
                           readers.reader(*content.schema), "found"},
                          ");");
                break;
            case Content::Form::urlencoded:
                text.list("http::read_urlencoded_body(",
                          {"request.body", form_settings(content), "value", readers.reader(*content.schema),
                           "found"},
                          ");");
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
    text.line("http::Response serve_" + names.function + "(" + names.interface +
              "& operations, const http::Request& request,");
    text.open(std::string(names.function.size() + 22, ' ') + "http::Context& context) {");
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
              std::string(operation.names(422) ? "true" : "false") + "), request.id);");
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

std::string scheme_settings(const RequiredScheme& required) {
    const SecurityScheme& scheme = *required.scheme;
    static const std::map<SecurityScheme::Kind, std::string> kinds = {
        {SecurityScheme::Kind::basic, "basic"},
        {SecurityScheme::Kind::bearer, "bearer"},
        {SecurityScheme::Kind::oauth2, "bearer"},
        {SecurityScheme::Kind::open_id, "bearer"},
        {SecurityScheme::Kind::api_key, "api_key"}};
    std::string settings = "{.name = " + string_literal(scheme.name) +
                           ", .kind = http::Credentials::Kind::" + kinds.at(scheme.kind);
    if (scheme.kind == SecurityScheme::Kind::api_key) {
        settings += ", .in = http::SecurityScheme::In::" + scheme.in +
                    ", .parameter = " + string_literal(scheme.parameter);
    }
    if (!required.scopes.empty()) settings += ", .scopes = " + literal_list(required.scopes, false);
    return settings + "}";
}

std::string requirement(const Security& security) {
    std::string alternatives;
    for (const auto& alternative : security) {
        std::string schemes;
        for (const RequiredScheme& required : alternative)
            schemes += (schemes.empty() ? "" : ", ") + scheme_settings(required);
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
    text.line("template <class Interface>");
    text.line("using Serve = http::Response (*)(Interface&, const http::Request&, http::Context&);");
    text.line();
    text.line("template <class Interface>");
    text.open("http::Handler handler_of(Interface& operations, Serve<Interface> serve) {");
    text.line(
        "return [&operations, serve](const http::Request& request, const http::PathParameters& /*path*/,");
    text.line("                            http::Context& context) {");
    text.line("    return serve(operations, request, context);");
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

// The functions that add routes, each for one class of operations: its name, the class and what it adds.
struct Group {
    std::string function;
    std::string interface;
    std::string tag;
    std::vector<const OperationNames*> operations;
    bool guarded = false;
};

std::vector<Group> groups_of(const std::vector<OperationNames>& operations) {
    std::vector<Group> groups;
    for (const OperationNames& names : operations) {
        auto group = std::find_if(groups.begin(), groups.end(),
                                  [&](const Group& known) { return known.function == names.add_routes; });
        if (group == groups.end()) {
            group = groups.insert(groups.end(),
                                  {names.add_routes, names.interface, names.operation->tag, {}, false});
        }
        group->operations.push_back(&names);
        if (!names.operation->security.empty()) group->guarded = true;
    }
    return groups;
}

// "void add_routes(http::Router& router, Operations& operations, const http::Authenticator& authenticator) {"
void open_add_routes(Text& text, const std::string& function, const std::string& interface, bool uses,
                     bool guarded) {
    text.list(
        "void " + function + "(",
        {"http::Router& router", interface + "& " + (uses ? "operations" : "/*operations*/"),
         std::string("const http::Authenticator& ") + (guarded ? "authenticator" : "/*authenticator*/")},
        ") {");
    text.indent();
}

}  // namespace

std::string routes_header(const Api& api, const std::vector<OperationNames>& operations,
                          const std::string& name_space) {
    Text text;
    text.line("#pragma once");
    text.line("#include \"http/router.hpp\"");
    text.line("#include \"http/security.hpp\"");
    text.line("#include \"operations.hpp\"");
    text.line();
    text.line("namespace " + name_space + " {");
    text.line();
    const auto declare = [&](const std::string& function, const std::string& interface) {
        text.list("void " + function + "(",
                  {"gasworks::http::Router& router", interface + "& operations",
                   "const gasworks::http::Authenticator& authenticator = {}"},
                  ");");
        text.line();
    };
    text.document(
        "Adds a route for every operation of " + api.title + " " + api.version +
        ", and for the document itself. The operations must outlive the router. Throws std::invalid_argument "
        "when an operation asks for credentials and there is no authenticator.");
    declare("add_routes", "Operations");
    const auto groups = groups_of(operations);
    for (const Group& group : groups) {
        if (group.tag.empty()) continue;
        text.document("The routes of the operations that are tagged " + group.tag + " alone.");
        declare(group.function, group.interface);
    }
    text.line("/// The routes of the document itself alone.");
    text.line("void add_document_routes(gasworks::http::Router& router);");
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
    text.line();
    Text patterns;
    readers.write_patterns(patterns);

    Text end;
    if (!operations.empty()) write_handler_of(end);
    end.line("}  // namespace");
    end.line();
    const auto groups = groups_of(operations);
    bool guarded = false;
    for (const Group& group : groups) {
        guarded = guarded || group.guarded;
        if (group.tag.empty()) continue;
        open_add_routes(end, group.function, group.interface, true, group.guarded);
        for (const OperationNames* names : group.operations)
            write_route(end, *names);
        end.close("}");
        end.line();
    }
    const auto documents = document_routes(api);
    end.open(std::string("void add_document_routes(http::Router& ") +
             (documents.empty() ? "/*router*/" : "router") + ") {");
    for (const auto& [path, format] : documents) {
        end.line("http::add_document(router, " + string_literal(path) + ", openapi_" + format +
                 "(), \"application/" + format + "\");");
    }
    end.close("}");
    end.line();
    open_add_routes(end, "add_routes", "Operations", !operations.empty(), guarded);
    for (const Group& group : groups) {
        if (!group.tag.empty()) {
            end.line(group.function + "(router, operations" + (group.guarded ? ", authenticator" : "") +
                     ");");
            continue;
        }
        for (const OperationNames* names : group.operations)
            write_route(end, *names);
    }
    end.line("add_document_routes(router);");
    end.close("}");
    end.line();
    end.line("}  // namespace " + name_space);
    return text.str() + patterns.str() + handlers.str() + end.str();
}

}  // namespace gasworks::generator
