#include "generator/scaffold/operation_skeletons.hpp"

#include <algorithm>

#include "generator/cpp/operation_names.hpp"
#include "generator/cpp/text.hpp"
#include "generator/cpp/types.hpp"

namespace gasworks::generator {

std::string operations_class(const Api& api) {
    Types types(api);
    Text text;
    text.line("#pragma once");
    text.line("#include \"operations.hpp\"");
    text.line();
    text.document("What the service does. The functions are called from several threads at once.");
    text.open("class Service : public api::Operations {");
    text.outdent();
    text.line("  public:");
    text.indent();
    for (const OperationNames& names : operation_names(api, types)) {
        text.line("api::" + names.response + " " + names.function + "(const api::" + names.request +
                  "& request, gasworks::http::Context& context) override;");
    }
    text.close("};");
    return text.str();
}

std::string operations_functions(const Api& api) {
    Types types(api);
    Text text;
    text.line("#include \"service.hpp\"");
    text.line();
    text.line("#include \"http/not_implemented.hpp\"");
    for (const OperationNames& names : operation_names(api, types)) {
        text.line();
        text.line("// " + names.operation->method + " " + names.operation->path);
        text.open("api::" + names.response + " Service::" + names.function + "(const api::" + names.request +
                  "& /*request*/, gasworks::http::Context& /*context*/) {");
        text.line("throw gasworks::http::NotImplemented(" + string_literal(names.function) + ");");
        text.close("}");
    }
    return text.str();
}

bool asks_for_credentials(const Api& api) {
    return std::any_of(api.operations.begin(), api.operations.end(),
                       [](const Operation& operation) { return !operation.security.empty(); });
}

}  // namespace gasworks::generator
