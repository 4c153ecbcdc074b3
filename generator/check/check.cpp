#include "generator/check/check.hpp"

#include "generator/check/bodies.hpp"
#include "generator/check/dialect.hpp"
#include "generator/check/fields.hpp"
#include "generator/check/operations.hpp"
#include "generator/check/recursion.hpp"
#include "generator/check/references.hpp"
#include "generator/check/schemas.hpp"
#include "generator/check/security.hpp"
#include "generator/check/servers.hpp"

namespace gasworks::generator {

namespace {

// Whether the rest can be judged by the rules of 3.0 or 3.1.
bool check_version(Fields& fields, Diagnostics& diagnostics) {
    const Node* version = fields.take("openapi");
    if (version == nullptr) {
        diagnostics.error(fields.node().position,
                          fields.node().find("swagger") != nullptr
                              ? "this is Swagger 2; convert it and write openapi: 3.0.3"
                              : "the document needs 'openapi'; write openapi: 3.0.3");
        fields.documentation({"swagger"});
        return false;
    }
    if ((!version->text.starts_with("3.0.") && !version->text.starts_with("3.1.")) ||
        !version->is(Node::Kind::string)) {
        diagnostics.error(version->position,
                          "OpenAPI " + version->text + " is not supported; write openapi: 3.0.3 or 3.1.0");
        return false;
    }
    return true;
}

void check_31(Fields& fields, Diagnostics& diagnostics) {
    fields.documentation({"webhooks"});
    const Node* dialect = fields.take("jsonSchemaDialect", Node::Kind::string);
    if (dialect == nullptr || is_known_dialect(dialect->text)) return;
    diagnostics.error(
        dialect->position,
        "the dialect '" + dialect->text +
            "' is not supported; leave it away, which means https://spec.openapis.org/oas/3.1/dialect/base");
}

void check_info(const Node& info, bool is_31, Api& api, Diagnostics& diagnostics) {
    Fields fields(info, "info", diagnostics);
    if (const Node* title = fields.take_required("title", Node::Kind::string)) api.title = title->text;
    if (const Node* version = fields.take_required("version", Node::Kind::string))
        api.version = version->text;
    fields.documentation({"description", "termsOfService", "contact", "license"});
    if (is_31) fields.documentation({"summary"});
    fields.finish();
}

// Components that nothing refers to are checked, too: they are part of what is served.
void check_components(const Node& components, bool is_31, BodyChecker& bodies, OperationChecker& operations,
                      Diagnostics& diagnostics) {
    Fields fields(components, "components", diagnostics);
    fields.documentation({"schemas", "securitySchemes", "examples", "links", "callbacks"});
    if (is_31) fields.documentation({"pathItems"});
    const auto each = [&](std::string_view key, auto&& read) {
        const Node* section = fields.take(key, Node::Kind::mapping);
        if (section == nullptr) return;
        for (const Node::Member& member : section->members)
            read(member);
    };
    each("parameters", [&](const Node::Member& member) { operations.parameter(member.value); });
    each("requestBodies", [&](const Node::Member& member) { bodies.request_body(member.value); });
    each("responses", [&](const Node::Member& member) { bodies.response(member.value, 200); });
    each("headers", [&](const Node::Member& member) { bodies.header(member.value, member.key); });
    fields.finish();
}

}  // namespace

Api check(const Node& document, Diagnostics& diagnostics) {
    Api api;
    Fields fields(document, "an OpenAPI document", diagnostics);
    if (!document.is(Node::Kind::mapping)) return api;
    if (!check_version(fields, diagnostics)) return api;

    const bool is_31 = document.find("openapi")->text.starts_with("3.1.");
    if (const Node* info = fields.take_required("info", Node::Kind::mapping))
        check_info(*info, is_31, api, diagnostics);
    api.base_path = base_path(fields, diagnostics).value_or("");
    fields.documentation({"tags", "externalDocs"});

    if (is_31) check_31(fields, diagnostics);
    const References references(document, is_31, diagnostics);
    SchemaChecker schemas(references, api, diagnostics);
    BodyChecker bodies(references, schemas, diagnostics);
    OperationChecker operations(references, schemas, bodies, api, diagnostics);

    const Node* components = fields.take("components", Node::Kind::mapping);
    if (components != nullptr) {
        if (const Node* section = components->find("schemas")) schemas.components(*section);
        if (const Node* section = components->find("securitySchemes")) {
            check_security_schemes(*section, references, api, diagnostics);
        }
    }
    Security security;
    if (const Node* requirements = fields.take("security", Node::Kind::sequence)) {
        security = check_security(*requirements, api, diagnostics);
    }
    const Node* paths = is_31 ? fields.take("paths", Node::Kind::mapping)
                              : fields.take_required("paths", Node::Kind::mapping);
    if (paths != nullptr) operations.paths(*paths, security);
    if (components != nullptr) check_components(*components, is_31, bodies, operations, diagnostics);
    check_recursion(api, diagnostics);
    fields.finish();
    return api;
}

}  // namespace gasworks::generator
