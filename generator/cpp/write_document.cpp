#include "generator/cpp/write_document.hpp"

#include <algorithm>

#include "generator/cpp/text.hpp"
#include "generator/document/json.hpp"

namespace gasworks::generator {

namespace {

/// [implimits]; clang warns of more with -Wpedantic.
constexpr std::size_t longest_portable_literal = 65'536;

// One literal a line, so that a change of the document is a change of those lines.
void write_text(Text& text, const std::string& function, std::string_view content) {
    text.open("std::string_view " + function + "() {");
    text.line("static constexpr std::string_view text(");
    text.indent();
    const std::size_t size = content.size();
    while (!content.empty()) {
        const auto end = content.find('\n');
        const std::string_view line = content.substr(0, end == std::string_view::npos ? end : end + 1);
        text.line(string_literal(line));
        content.remove_prefix(line.size());
    }
    if (size == 0) text.line("\"\"");
    text.line(", " + std::to_string(size) + ");");
    text.outdent();
    text.line("return text;");
    text.close("}");
    text.line();
}

}  // namespace

std::string document_header(const std::string& name_space) {
    Text text;
    text.line("#pragma once");
    text.line("#include <string_view>");
    text.line();
    text.line("namespace " + name_space + " {");
    text.line();
    text.line(
        "/// The OpenAPI document that this code was generated from, byte for byte; of several files, the");
    text.line("/// one that they are together.");
    text.line("std::string_view openapi_yaml();");
    text.line("/// The same as JSON, in the same order.");
    text.line("std::string_view openapi_json();");
    text.line();
    text.line("}  // namespace " + name_space);
    return text.str();
}

std::string document_source(const std::string& yaml, const Node& document, const std::string& name_space) {
    const std::string json = json_of(document);
    Text text;
    text.line("#include \"document.hpp\"");
    text.line();
    if (std::max(yaml.size(), json.size()) > longest_portable_literal) {
        text.line(
            "// Longer than the standard asks of every compiler; those that know this pragma take any "
            "length.");
        text.line("#pragma GCC diagnostic ignored \"-Woverlength-strings\"");
        text.line();
    }
    text.line("namespace " + name_space + " {");
    text.line();
    write_text(text, "openapi_yaml", yaml);
    write_text(text, "openapi_json", json);
    text.line("}  // namespace " + name_space);
    return text.str();
}

}  // namespace gasworks::generator
