// write_stub SPEC NAMESPACE FILE: writes a service of the document to FILE, whose operations throw Reached,
// and a function add_NAMESPACE_routes that adds its routes to a router. It includes all of the generated code
// but the routes.
#include <fstream>
#include <iostream>
#include <iterator>

#include "generator/check/check.hpp"
#include "generator/cpp/operation_names.hpp"
#include "generator/cpp/text.hpp"
#include "generator/document/parse.hpp"

using namespace gasworks::generator;

int main(int count, char** arguments) {
    if (count != 4) {
        std::cerr << "usage: write_stub SPEC NAMESPACE FILE\n";
        return 2;
    }
    const std::string name_space = arguments[2];
    std::ifstream spec(arguments[1], std::ios::binary);
    const auto document = parse_document({std::istreambuf_iterator<char>(spec), {}});
    if (!document) {
        print(std::cerr, {arguments[1]}, document.error());
        return 1;
    }
    Diagnostics diagnostics;
    const Api api = check(*document, diagnostics);
    if (diagnostics.has_errors()) {
        std::cerr << arguments[1] << " has errors; gasworks check tells them\n";
        return 1;
    }
    Types types(api);
    std::ofstream file(arguments[3]);
    file << "#include \"document.cpp\"\n#include \"operations.cpp\"\n#include \"types.cpp\"\n"
         << "#include \"routes.hpp\"\n#include \"tests/generator/documents/reached.hpp\"\n\n"
         << "namespace {\n\nnamespace http = gasworks::http;\nusing namespace " << name_space << ";\n\n"
         << "class Stub : public " << name_space << "::Operations {\n  public:\n";
    for (const OperationNames& names : operation_names(api, types)) {
        file << "    " << names.response << ' ' << names.function << "(const " << names.request
             << "&, http::Context&) override {\n        throw Reached{" << string_literal(names.operation->id)
             << "};\n    }\n";
    }
    file << "};\n\n}  // namespace\n\nvoid add_" << name_space << "_routes(http::Router& router);\n"
         << "void add_" << name_space << "_routes(http::Router& router) {\n    static Stub stub;\n    "
         << name_space << "::add_routes(router, stub, [](const http::Credentials&) {\n"
         << "        return http::Verdict(std::string(\"somebody\"));\n    });\n}\n";
    return file ? 0 : 2;
}
