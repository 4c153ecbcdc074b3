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
    const Node* item = references_.resolve(path.value, "/components/pathItems/");
    if (item == nullptr) return;
    Fields fields(*item, "a path", diagnostics_);
    fields.documentation({"summary", "description"});
    fields.refuse("trace", "TRACE hands a client's credentials to whoever can send it; leave it away");
    const std::string base = base_path(fields, diagnostics_).value_or(api_.base_path);
    std::vector<Parameter> shared;
    if (const Node* list = fields.take("parameters", Node::Kind::sequence)) shared = parameters_.list(*list);
    const std::set<std::string_view> methods = {"get", "put", "post", "delete", "options", "head", "patch"};
    for (const std::string_view method : methods)
        fields.take(method);
    for (const Node::Member& member : item->members) {
        if (!methods.contains(member.key)) continue;
        std::string method = member.key;
        std::transform(method.begin(), method.end(), method.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        operation(method, path, base, member.value, shared, security);
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
    const std::optional<std::string> own_id = fields.text("operationId");
    const std::string derived = derived_id(method, path.key);
    operation.id = own_id.value_or(derived);
    // /users/{id} and /users/id are two paths.
    for (int number = 2; !own_id && ids_.contains(operation.id); ++number)
        operation.id = derived + "_" + std::to_string(number);
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
    fields.documentation({"externalDocs", "callbacks"});
    if (const Node* tags = fields.take("tags", Node::Kind::sequence)) {
        if (!tags->items.empty()) operation.tag = tags->items.front().text;
    }

    operation.workload = fields.text("x-gasworks-workload").value_or("ordinary");
    if (operation.workload != "immediate" && operation.workload != "ordinary" &&
        operation.workload != "lengthy" && operation.workload != "probe") {
        diagnostics_.error(
            fields.node().find("x-gasworks-workload")->position,
            "'x-gasworks-workload' is immediate, ordinary, lengthy or probe, not " + operation.workload);
    }
    std::vector<Parameter> own;
    if (const Node* list = fields.take("parameters", Node::Kind::sequence)) own = parameters_.list(*list);
    for (const Parameter& parameter : shared) {
        const bool overridden = std::any_of(own.begin(), own.end(), [&](const Parameter& other) {
            return other.name == parameter.name && other.in == parameter.in;
        });
        if (!overridden) operation.parameters.push_back(parameter);
    }
    operation.parameters.insert(operation.parameters.end(), own.begin(), own.end());
    check_path_variables(path, operation);
    parameters_.check_query(operation.parameters);

    if (const Node* body = fields.take("requestBody")) {
        if (method == "GET" || method == "HEAD" || method == "DELETE") {
            diagnostics_.warning(body->position,
                                 "the body of a " + method +
                                     " request has no meaning (RFC 9110, 9.3), so that proxies may drop it; "
                                     "use POST, or parameters");
        }
        operation.body = bodies_.request_body(*body);
    }
    const Node* responses = references_.is_31() ? fields.take("responses", Node::Kind::mapping)
                                                : fields.take_required("responses", Node::Kind::mapping);
    if (responses != nullptr) {
        operation.responses = bodies_.responses(*responses);
    } else if (references_.is_31()) {
        // It may answer with any status; of content nothing is known.
        Response any;
        any.status = 0;
        operation.responses.push_back(std::move(any));
    }
    const Node* own_security = fields.take("security", Node::Kind::sequence);
    operation.security =
        own_security == nullptr ? security : check_security(*own_security, api_, diagnostics_);
    fields.finish();
    warn_of_undeclared(operation);
    api_.operations.push_back(std::move(operation));
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
