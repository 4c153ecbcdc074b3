#include "generator/check/security.hpp"

#include <algorithm>

#include "generator/check/field_names.hpp"

namespace gasworks::generator {

namespace {

void read_http(Fields& fields, SecurityScheme& scheme, Diagnostics& diagnostics) {
    const Node* name = fields.take_required("scheme", Node::Kind::string);
    if (name == nullptr) return;
    std::string lower = name->text;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (lower == "basic") {
        scheme.kind = SecurityScheme::Kind::basic;
    } else if (lower == "bearer") {
        scheme.kind = SecurityScheme::Kind::bearer;
        fields.documentation({"bearerFormat"});
    } else {
        scheme.kind = SecurityScheme::Kind::unsupported;
        diagnostics.warning(name->position,
                            "the HTTP scheme '" + name->text +
                                "' is not supported: alternatives that ask for it are left out");
    }
}

void read_api_key(Fields& fields, SecurityScheme& scheme, Diagnostics& diagnostics) {
    scheme.kind = SecurityScheme::Kind::api_key;
    const Node* in = fields.take_required("in", Node::Kind::string);
    const Node* name = fields.take_required("name", Node::Kind::string);
    if (in != nullptr && in->text != "header" && in->text != "query" && in->text != "cookie") {
        diagnostics.error(in->position, "'in' of an API key is header, query or cookie");
    }
    if (in != nullptr) scheme.in = in->text;
    if (name != nullptr) scheme.parameter = name->text;
    if (name == nullptr || in == nullptr) return;
    if (in->text == "query" ? name->text.empty() : why_no_token(name->text).has_value()) {
        diagnostics.error(name->position,
                          "the name of an API key " + why_no_token(name->text).value_or("is empty"));
    }
}

}  // namespace

void check_security_schemes(const Node& schemes, const References& references, Api& api,
                            Diagnostics& diagnostics) {
    const Fields all(schemes, "components/securitySchemes", diagnostics);
    for (const Node::Member& member : schemes.members) {
        const Node* node = references.resolve(member.value, "/components/securitySchemes/");
        if (node == nullptr) continue;
        Fields fields(*node, "a security scheme", diagnostics);
        SecurityScheme& scheme = api.security_schemes.emplace_back();
        scheme.name = member.key;
        fields.documentation({"description"});
        const Node* type = fields.take_required("type", Node::Kind::string);
        if (type == nullptr) continue;
        if (type->text == "http") {
            read_http(fields, scheme, diagnostics);
        } else if (type->text == "apiKey") {
            read_api_key(fields, scheme, diagnostics);
        } else if (type->text == "oauth2") {
            scheme.kind = SecurityScheme::Kind::oauth2;
            fields.take_required("flows", Node::Kind::mapping);
        } else if (type->text == "openIdConnect") {
            scheme.kind = SecurityScheme::Kind::open_id;
            fields.take_required("openIdConnectUrl", Node::Kind::string);
        } else if (type->text == "mutualTLS" && references.is_31()) {
            scheme.kind = SecurityScheme::Kind::unsupported;
            diagnostics.warning(type->position,
                                "mutualTLS is not supported: alternatives that ask for it are left out");
        } else {
            diagnostics.error(type->position, "the security scheme '" + type->text +
                                                  "' is not supported; write http (basic or bearer), apiKey, "
                                                  "oauth2 or openIdConnect");
            continue;
        }
        fields.finish();
    }
}

Security check_security(const Node& requirements, const Api& api, Diagnostics& diagnostics) {
    Security security;
    const SecurityScheme* left_out = nullptr;
    for (const Node& item : requirements.items) {
        if (!item.is(Node::Kind::mapping)) {
            diagnostics.error(item.position,
                              "a security requirement is a mapping from a scheme's name to a list");
            continue;
        }
        std::vector<RequiredScheme> alternative;
        bool supported = true;
        for (const Node::Member& member : item.members) {
            const auto scheme =
                std::find_if(api.security_schemes.begin(), api.security_schemes.end(),
                             [&](const SecurityScheme& known) { return known.name == member.key; });
            if (scheme == api.security_schemes.end()) {
                diagnostics.error(member.position,
                                  "there is no '" + member.key + "' under components/securitySchemes");
            } else if (scheme->kind == SecurityScheme::Kind::unsupported) {
                supported = false;
                left_out = &*scheme;
            } else if (!member.value.is(Node::Kind::sequence)) {
                diagnostics.error(member.value.position,
                                  "the scopes of a security scheme are a list; write []");
            } else {
                RequiredScheme required{&*scheme, {}};
                for (const Node& scope : member.value.items)
                    required.scopes.push_back(scope.text);
                alternative.push_back(std::move(required));
            }
        }
        if (supported) security.push_back(std::move(alternative));
    }
    // Nothing asked for would let everybody in.
    if (security.empty() && left_out != nullptr) {
        diagnostics.error(requirements.position,
                          "the security scheme '" + left_out->name +
                              "' is not supported, and no alternative is left; add one "
                              "with http (basic or bearer), apiKey, oauth2 or "
                              "openIdConnect");
    }
    return security;
}

}  // namespace gasworks::generator
