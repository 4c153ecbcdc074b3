#include "generator/cpp/write_routes.hpp"

#include <algorithm>
#include <map>

#include "generator/check/paths.hpp"
#include "generator/cpp/readers.hpp"
#include "generator/cpp/text.hpp"
#include "generator/cpp/write_handlers.hpp"

namespace gasworks::generator {

namespace {

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
    if (!required.scopes.empty()) settings += ", .scopes = " + literal_list(required.scopes);
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
    if (readers.needs_alternatives()) text.line("#include \"http/alternatives.hpp\"");
    for (const std::string_view header : {"embedded_document", "guards", "json_schema", "json_values",
                                          "multipart_form", "negotiation", "parameters", "request_body"}) {
        if (header == "json_schema" && !readers.needs_schemas()) continue;
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
