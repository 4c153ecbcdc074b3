#include "generator/check/operations.hpp"

#include <algorithm>

#include "generator/check/paths.hpp"
#include "generator/check/security.hpp"
#include "generator/check/servers.hpp"

namespace gasworks::generator {

void OperationChecker::paths(const Node& node, const Security& security) {
    for (const Node::Member& member : node.members) {
        if (member.key.starts_with("x-")) continue;
        if (!member.key.starts_with('/')) {
            diagnostics_.error(member.position, "the path '" + member.key + "' begins with a slash");
            continue;
        }
        path_item(member, security);
    }
}

void OperationChecker::path_item(const Node::Member& path, const Security& security) {
    if (const auto problem = why_no_path(path.key)) {
        diagnostics_.error(path.position, "the path '" + path.key + "' " + *problem);
        return;
    }
    Fields fields(path.value, "a path", diagnostics_);
    fields.documentation({"summary", "description"});
    fields.refuse("$ref", "write the operations here");
    fields.refuse("head", "HEAD is answered like GET without its content");
    fields.refuse("options", "OPTIONS is answered by the server itself");
    fields.refuse("trace", "TRACE is never answered");
    const std::string base = base_path(fields, diagnostics_).value_or(api_.base_path);
    std::vector<Parameter> shared;
    if (const Node* list = fields.take("parameters", Node::Kind::sequence)) shared = parameters(*list);
    for (const std::string_view method : {"get", "put", "post", "delete", "patch"})
        fields.take(method);
    for (const Node::Member& member : path.value.members) {
        std::string method = member.key;
        for (char& c : method)
            c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        if (method == "GET" || method == "PUT" || method == "POST" || method == "DELETE" ||
            method == "PATCH") {
            if (method != member.key) operation(method, path, base, member.value, shared, security);
        }
    }
    fields.finish();
}

void OperationChecker::operation(const std::string& method, const Node::Member& path, const std::string& base,
                                 const Node& node, const std::vector<Parameter>& shared,
                                 const Security& security) {
    Fields fields(node, "an operation", diagnostics_);
    Operation operation;
    operation.method = method;
    operation.position = node.position;
    operation.path = base_path(fields, diagnostics_).value_or(base) + path.key;
    operation.id = fields.text("operationId").value_or(derived_id(method, path.key));
    if (!ids_.insert(operation.id).second) {
        diagnostics_.error(node.position,
                           "another operation has the operationId '" + operation.id + "', too");
    }
    const auto [same_shape, is_new] =
        shapes_.emplace(method + " " + shape_of(operation.path), operation.path);
    if (!is_new) {
        diagnostics_.error(path.position,
                           method + " " + operation.path + " can't be told from " + same_shape->second);
    }
    const std::string summary = fields.text("summary").value_or("");
    const std::string description = fields.text("description").value_or("");
    operation.description =
        summary.empty() || description.empty() ? summary + description : summary + "\n\n" + description;
    operation.deprecated = fields.boolean("deprecated", false);
    fields.documentation({"tags", "externalDocs", "callbacks"});

    operation.workload = fields.text("x-gasworks-workload").value_or("ordinary");
    if (operation.workload != "immediate" && operation.workload != "ordinary" &&
        operation.workload != "lengthy") {
        diagnostics_.error(
            fields.node().find("x-gasworks-workload")->position,
            "'x-gasworks-workload' is immediate, ordinary or lengthy, not " + operation.workload);
    }
    std::vector<Parameter> own;
    if (const Node* list = fields.take("parameters", Node::Kind::sequence)) own = parameters(*list);
    for (const Parameter& parameter : shared) {
        const bool overridden = std::any_of(own.begin(), own.end(), [&](const Parameter& other) {
            return other.name == parameter.name && other.in == parameter.in;
        });
        if (!overridden) operation.parameters.push_back(parameter);
    }
    operation.parameters.insert(operation.parameters.end(), own.begin(), own.end());
    check_path_variables(path, operation);

    if (const Node* body = fields.take("requestBody")) {
        if (method == "GET" || method == "DELETE") {
            diagnostics_.error(body->position,
                               "the body of a " + method +
                                   " request has no meaning (RFC 9110, 9.3); use POST, or parameters");
        }
        operation.body = bodies_.request_body(*body);
    }
    if (const Node* responses = fields.take_required("responses", Node::Kind::mapping)) {
        operation.responses = bodies_.responses(*responses);
    }
    const Node* own_security = fields.take("security", Node::Kind::sequence);
    operation.security =
        own_security == nullptr ? security : check_security(*own_security, api_, diagnostics_);
    fields.finish();
    warn_of_undeclared(operation);
    api_.operations.push_back(std::move(operation));
}

std::vector<Parameter> OperationChecker::parameters(const Node& list) {
    std::vector<Parameter> result;
    for (const Node& item : list.items) {
        const Parameter parameter = this->parameter(item);
        if (parameter.schema == nullptr || parameter.name.empty()) continue;
        const bool twice = std::any_of(result.begin(), result.end(), [&](const Parameter& other) {
            return other.name == parameter.name && other.in == parameter.in;
        });
        if (twice) {
            diagnostics_.error(item.position,
                               "the " + parameter.in + " parameter '" + parameter.name + "' occurs twice");
        } else {
            result.push_back(parameter);
        }
    }
    return result;
}

Parameter OperationChecker::parameter(const Node& node) {
    Parameter parameter;
    const Node* target = references_.resolve(node, "/components/parameters/");
    if (target == nullptr) return parameter;
    Fields fields(*target, "a parameter", diagnostics_);
    parameter.position = target->position;
    const Node* name = fields.take_required("name", Node::Kind::string);
    const Node* in = fields.take_required("in", Node::Kind::string);
    parameter.description = fields.text("description").value_or("");
    parameter.required = fields.boolean("required", false);
    fields.documentation({"example", "examples", "deprecated"});
    fields.refuse("content", "write a schema");
    fields.refuse("allowEmptyValue", "an empty text is taken where the schema's minLength allows it");
    fields.refuse("allowReserved", "reserved characters are taken as they are");
    if (name == nullptr || in == nullptr) return parameter;
    parameter.name = name->text;
    parameter.in = in->text;
    if (in->text != "query" && in->text != "path" && in->text != "header" && in->text != "cookie") {
        diagnostics_.error(in->position, "'in' of a parameter is query, path, header or cookie");
        return parameter;
    }
    if (parameter.in == "path" && !parameter.required) {
        diagnostics_.error(parameter.position, "a parameter in the path needs required: true");
    }
    if (parameter.in == "header") {
        std::string lower = parameter.name;
        for (char& c : lower)
            c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        if (lower == "accept" || lower == "content-type" || lower == "authorization") {
            diagnostics_.error(
                name->position,
                "OpenAPI ignores a parameter '" + parameter.name +
                    "'; it is said by the responses' content, the requestBody's content and security");
        }
    }
    if (const Node* schema = fields.take_required("schema", Node::Kind::mapping)) {
        parameter.schema = schemas_.schema(*schema);
        const Schema& type = *parameter.schema;
        const Schema& item = type.type == Schema::Type::array ? *type.items : type;
        if (!item.is_scalar() || item.is_binary()) {
            diagnostics_.error(
                schema->position,
                "a parameter is a string, an integer, a number, a boolean or an array of these; "
                "send anything else in the requestBody");
        }
        if (type.nullable || item.nullable) {
            diagnostics_.error(schema->position, "a parameter can't be null; leave it optional instead");
        }
        if (parameter.required && type.default_value != nullptr) {
            diagnostics_.warning(
                type.default_value->position,
                "the parameter '" + parameter.name + "' is required, so its default is never used");
        }
    }
    read_style(fields, parameter);
    fields.finish();
    return parameter;
}

void OperationChecker::read_style(Fields& fields, Parameter& parameter) {
    const bool form = parameter.in == "query" || parameter.in == "cookie";
    const std::string usual = form ? "form" : "simple";
    const Node* style = fields.take("style", Node::Kind::string);
    if (style != nullptr && style->text != usual) {
        diagnostics_.error(style->position,
                           "the style '" + style->text + "' is not supported in " + parameter.in +
                               "; write style: " + usual +
                               (form ? " with explode: false for one list with commas" : ""));
    }
    parameter.explode = fields.boolean("explode", form);
    const bool array = parameter.schema != nullptr && parameter.schema->type == Schema::Type::array;
    if (array && parameter.in == "cookie" && parameter.explode) {
        diagnostics_.error(parameter.position, "a cookie has one value; write explode: false");
    }
}

void OperationChecker::check_path_variables(const Node::Member& path, const Operation& operation) {
    const std::vector<std::string> variables = variables_of(path.key);
    for (const std::string& variable : variables) {
        const bool declared = std::any_of(
            operation.parameters.begin(), operation.parameters.end(),
            [&](const Parameter& parameter) { return parameter.in == "path" && parameter.name == variable; });
        if (!declared) {
            diagnostics_.error(operation.position, "the variable {" + variable + "} of the path " + path.key +
                                                       " needs a parameter with in: path");
        }
    }
    for (const Parameter& parameter : operation.parameters) {
        if (parameter.in == "path" &&
            std::find(variables.begin(), variables.end(), parameter.name) == variables.end()) {
            diagnostics_.error(parameter.position,
                               "the path " + path.key + " has no variable {" + parameter.name + "}");
        }
    }
}

void OperationChecker::warn_of_undeclared(const Operation& operation) {
    const auto warn = [&](int status, std::string_view when) {
        if (operation.declares(status)) return;
        diagnostics_.warning(operation.position, operation.id + " answers " + std::to_string(status) +
                                                     " when " + std::string(when) +
                                                     "; declare it, so that clients know");
    };
    warn(400, "a request is malformed or has an unknown parameter");
    if (!operation.media_types().empty()) warn(406, "Accept leaves none of its media types");
    if (operation.body) warn(415, "the body is of another media type");
    const bool anonymous = std::any_of(operation.security.begin(), operation.security.end(),
                                       [](const auto& alternative) { return alternative.empty(); });
    if (!operation.security.empty() && !anonymous) warn(401, "the credentials are missing or wrong");
}

}  // namespace gasworks::generator
