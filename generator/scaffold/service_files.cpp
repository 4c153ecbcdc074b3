#include "generator/scaffold/service_files.hpp"

#include <utility>

#include "generator/cpp/text.hpp"
#include "generator/scaffold/operation_skeletons.hpp"
#include "generator/scaffold/templates.hpp"

namespace gasworks::generator {

namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

/// The template with every @NAME@ replaced by its value.
std::string filled(std::string_view text, const Values& values) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        bool replaced = false;
        for (const auto& [name, value] : values) {
            if (text.compare(at, name.size(), name) != 0) continue;
            result += value;
            at += name.size();
            replaced = true;
            break;
        }
        if (!replaced) result += text[at++];
    }
    return result;
}

}  // namespace

std::vector<ServiceFile> service_files(const std::string& name, const Api& api) {
    const bool guarded = asks_for_credentials(api);
    const Values values = {{"@NAME@", name},
                           {"@NAME_LITERAL@", string_literal(name)},
                           {"@VERSION_LITERAL@", string_literal(api.version)},
                           {"@TITLE_LITERAL@", string_literal(api.title)},
                           {"@BASE_LITERAL@", string_literal(api.base_path)},
                           {"@AUTHENTICATOR@", guarded ? std::string(templates::authenticator) : ""},
                           {"@AUTHENTICATE@", guarded ? ", authenticate" : ""}};
    return {{"CMakeLists.txt", filled(templates::cmake_lists, values)},
            {"main.cpp", filled(templates::main_program, values)},
            {"service.hpp", operations_class(api)},
            {"service.cpp", operations_functions(api)},
            {"test/service_test", filled(templates::service_test, values), true},
            {"Dockerfile", filled(templates::dockerfile, values)},
            {".dockerignore", "/build/\n"},
            {".gitignore", "/build/\n"},
            {"README.md", filled(templates::readme, values)}};
}

std::string sample_document(const std::string& name) {
    return filled(templates::sample, {{"@NAME@", name}});
}

}  // namespace gasworks::generator
