#include "generator/cpp/write_types.hpp"

#include <algorithm>

#include "generator/cpp/readers.hpp"
#include "generator/cpp/text.hpp"

namespace gasworks::generator {

namespace {

void declare_enumeration(Text& text, const Types& types, const Types::Named& type) {
    text.document(type.schema->description);
    text.list("enum class " + type.name + " { ", types.enumerators(*type.schema), " };");
    text.line();
    text.line("/// The word that stands for the value in the document.");
    text.line("std::string_view to_string(" + type.name + " value);");
    text.line("/// Nothing when no value has this word.");
    text.line("std::optional<" + type.name + "> " + type.parse + "(std::string_view word);");
    text.line("void to_json(nlohmann::json& json, " + type.name + " value);");
    text.line();
}

void parse_signature(Text& text, const Types::Named& type, const std::string& http, std::string_view end) {
    const std::string head = "std::optional<" + type.name + "> " + type.parse + "(";
    const std::string indentation(head.size(), ' ');
    const std::string place = "const " + http + "Place& place,";
    const std::string found = http + "Violations& found)" + std::string(end);
    const std::string first = head + "const nlohmann::json& json,";
    if (first.size() + 1 + place.size() <= Text::columns) {
        text.line(first + " " + place);
        text.line(indentation + found);
    } else {
        text.line(first);
        if (indentation.size() + place.size() + 1 + found.size() <= Text::columns) {
            text.line(indentation + place + " " + found);
        } else {
            text.line(indentation + place);
            text.line(indentation + found);
        }
    }
}

void declare_parse(Text& text, const Types::Named& type) {
    text.line(
        "/// Nothing, and a violation for each thing that is wrong, when the value is not of this schema.");
    parse_signature(text, type, "gasworks::http::", ";");
}

void declare_struct(Text& text, const Types& types, const Types::Named& type) {
    const Schema& schema = *type.schema;
    text.document(schema.description);
    text.open("struct " + type.name + " {");
    const auto fields = Types::fields(schema);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const Schema::Property& property = schema.properties[i];
        if (property.schema->component.empty()) text.document(property.schema->description);
        if (property.schema->read_only) text.line("/// Read-only: not taken from requests.");
        if (property.schema->write_only) text.line("/// Write-only: never in answers.");
        text.line(types.field_type(property) + " " + fields[i] +
                  types.initializer(*property.schema, property.required) + ";");
    }
    if (schema.additional == Schema::Additional::kept) {
        text.line("/// Every other property.");
        const std::string value =
            schema.additional_schema == nullptr ? "nlohmann::json" : types.type(*schema.additional_schema);
        text.line("std::map<std::string, " + value + "> additional_properties;");
    }
    text.close("};");
    text.line();
    declare_parse(text, type);
    text.line("nlohmann::json to_json(const " + type.name + "& value);");
    text.line("void to_json(nlohmann::json& json, const " + type.name + "& value);");
    text.line();
}

void declare_choice(Text& text, const Types& types, const Types::Named& type) {
    text.document(type.schema->description);
    const std::vector<std::string> alternatives = types.alternative_types(*type.schema);
    if (alternatives.size() == 1) {
        text.line("using " + type.name + " = " + alternatives.front() + ";");
    } else {
        text.list("using " + type.name + " = std::variant<", alternatives, ">;");
    }
}

void define_enumeration(Text& text, const Types& types, const Types::Named& type) {
    const auto names = types.enumerators(*type.schema);
    text.open("std::string_view to_string(" + type.name + " value) {");
    text.line("switch (value) {");
    for (std::size_t i = 0; i < names.size(); ++i) {
        text.line("    case " + type.name + "::" + names[i] + ":");
        text.line("        return " + string_literal(type.schema->words[i]) + ";");
    }
    text.line("}");
    text.line("return {};");
    text.close("}");
    text.line();
    text.open("std::optional<" + type.name + "> " + type.parse + "(std::string_view word) {");
    for (std::size_t i = 0; i < names.size(); ++i) {
        text.line("if (word == " + string_literal(type.schema->words[i]) + ") return " + type.name +
                  "::" + names[i] + ";");
    }
    text.line("return std::nullopt;");
    text.close("}");
    text.line();
    text.open("void to_json(nlohmann::json& json, " + type.name + " value) {");
    text.line("json = to_string(value);");
    text.close("}");
    text.line();
}

// The names in the order in which they are looked up.
std::string sorted_names(const Schema& schema) {
    std::vector<std::string> names;
    for (const Schema::Property& property : schema.properties)
        names.push_back(property.name);
    std::sort(names.begin(), names.end());
    std::string list;
    for (const std::string& name : names)
        list += (list.empty() ? "" : ", ") + string_literal(name);
    return "{" + list + "}";
}

void open_parse(Text& text, const Types::Named& type) {
    parse_signature(text, type, "http::", " {");
    text.indent();
}

void define_parse_of_choice(Text& text, Readers& readers, const Types::Named& type) {
    const Schema& schema = *type.schema;
    open_parse(text, type);
    std::vector<std::string> arguments = readers.alternatives(schema);
    std::string reader = schema.exactly_one ? "http::one_of<" : "http::any_of<";
    if (!schema.discriminator.empty()) {
        reader = "http::discriminated<";
        arguments.insert(arguments.begin(), string_literal(schema.discriminator));
    }
    if (schema.asserted.empty()) {
        text.list("return " + reader + type.name + ">(", arguments, ")(json, place, found);");
    } else {
        text.list("const auto reader = " + reader + type.name + ">(", arguments, ");");
        text.line("return http::asserted(reader, " + readers.asserted(schema) + ")(json, place, found);");
    }
    text.close("}");
    text.line();
}

void define_parse(Text& text, Readers& readers, const Types::Named& type) {
    const Schema& schema = *type.schema;
    open_parse(text, type);
    text.line(type.name + " value;");
    text.line("http::ObjectReader object(json, place, found);");
    if (!schema.asserted.empty()) text.line(readers.asserted(schema) + ".check(json, place, found);");
    const auto fields = Types::fields(schema);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const Schema::Property& property = schema.properties[i];
        if (property.schema->read_only) continue;
        text.list(std::string("object.") + (property.required ? "required(" : "optional("),
                  {string_literal(property.name), "value." + fields[i], readers.reader(*property.schema)},
                  ");");
    }
    if (schema.additional == Schema::Additional::refused)
        text.line("object.no_others(" + sorted_names(schema) + ");");
    if (schema.additional == Schema::Additional::kept) {
        const std::string reader = schema.additional_schema == nullptr
                                       ? "http::AnyReader{}"
                                       : readers.reader(*schema.additional_schema);
        text.line("object.others(" + sorted_names(schema) + ", value.additional_properties, " + reader +
                  ");");
    }
    if (schema.min_properties != 0 || schema.max_properties) {
        text.line("object.count_properties(" + std::to_string(schema.min_properties) + ", " +
                  (schema.max_properties ? std::to_string(*schema.max_properties) : "std::nullopt") + ");");
    }
    text.line("if (!object.good()) return std::nullopt;");
    text.line("return value;");
    text.close("}");
    text.line();
}

void define_default(Text& text, const Types& types, Readers& readers, const Types::Default& value) {
    const std::string type = types.type(*value.schema);
    text.open(type + " " + value.function + "() {");
    text.list("static const " + type + " value = http::default_value(",
              {readers.reader(*value.schema), string_literal(value.json)}, ");");
    text.line("return value;");
    text.close("}");
    text.line();
}

void define_to_json(Text& text, const Types::Named& type) {
    const Schema& schema = *type.schema;
    const auto fields = Types::fields(schema);
    const bool uses_value =
        std::any_of(schema.properties.begin(), schema.properties.end(),
                    [](const Schema::Property& property) { return !property.schema->write_only; }) ||
        schema.additional == Schema::Additional::kept;
    text.open("void to_json(nlohmann::json& json, const " + type.name + "&" +
              (uses_value ? " value" : " /*value*/") + ") {");
    text.line("json = nlohmann::json::object();");
    if (schema.additional == Schema::Additional::kept) {
        text.line(
            "for (const auto& [name, item] : value.additional_properties) json[name] = http::json_of(item);");
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const Schema::Property& property = schema.properties[i];
        if (property.schema->write_only) continue;
        const std::string field = "value." + fields[i];
        const std::string key = "json[" + string_literal(property.name) + "] = ";
        const bool can_be_absent = !property.required && property.schema->default_value == nullptr;
        if (can_be_absent) {
            text.line("if (" + field + ") " + key + "http::json_of(*" + field + ");");
        } else {
            text.line(key + "http::json_of(" + field + ");");
        }
    }
    text.close("}");
    text.line();
    text.open("nlohmann::json to_json(const " + type.name + "& value) {");
    text.line("nlohmann::json json;");
    text.line("to_json(json, value);");
    text.line("return json;");
    text.close("}");
    text.line();
}

}  // namespace

std::string types_header(const Types& types, const std::string& name_space) {
    Text text;
    text.line("#pragma once");
    for (const char* header : {"cstdint", "map", "optional", "string", "string_view", "vector"}) {
        if (header == std::string_view("vector") && types.has_alternatives()) text.line("#include <variant>");
        text.line("#include <" + std::string(header) + ">");
    }
    text.line();
    text.line("#include <nlohmann/json.hpp>");
    text.line();
    if (types.has_boxes()) text.line("#include \"http/box.hpp\"");
    text.line("#include \"http/violations.hpp\"");
    text.line();
    text.line("namespace " + name_space + " {");
    text.line();
    bool structs = false;
    for (const Types::Named& type : types.named()) {
        if (type.schema->is_enumeration()) {
            declare_enumeration(text, types, type);
        } else if (type.schema->is_struct()) {
            text.line("struct " + type.name + ";");
            structs = true;
        }
    }
    if (structs) text.line();
    for (const Types::Named& type : types.named()) {
        if (type.schema->is_choice()) declare_choice(text, types, type);
    }
    if (types.has_alternatives()) text.line();
    for (const Types::Default& value : types.defaults())
        text.line(types.type(*value.schema) + " " + value.function + "();");
    if (!types.defaults().empty()) text.line();
    for (const Types::Named& type : types.named()) {
        if (type.schema->is_struct()) declare_struct(text, types, type);
    }
    for (const Types::Named& type : types.named()) {
        if (!type.schema->is_choice()) continue;
        declare_parse(text, type);
        text.line();
    }
    text.line("}  // namespace " + name_space);
    return text.str();
}

std::string types_source(const Types& types, const std::string& name_space) {
    Readers readers(types);
    Text body;
    for (const Types::Named& type : types.named()) {
        if (type.schema->is_enumeration()) {
            define_enumeration(body, types, type);
        } else if (type.schema->is_choice()) {
            define_parse_of_choice(body, readers, type);
        } else {
            define_parse(body, readers, type);
            define_to_json(body, type);
        }
    }
    for (const Types::Default& value : types.defaults())
        define_default(body, types, readers, value);
    Text text;
    text.line("#include \"types.hpp\"");
    text.line();
    if (readers.needs_alternatives()) text.line("#include \"http/alternatives.hpp\"");
    if (!types.defaults().empty()) text.line("#include \"http/default_value.hpp\"");
    text.line("#include \"http/json_of.hpp\"");
    if (readers.needs_schemas()) text.line("#include \"http/json_schema.hpp\"");
    text.line("#include \"http/json_values.hpp\"");
    text.line();
    text.line("namespace " + name_space + " {");
    text.line();
    text.line("namespace {");
    text.line();
    text.line("namespace http = gasworks::http;");
    text.line();
    readers.write_patterns(text);
    text.line("}  // namespace");
    text.line();
    return text.str() + body.str() + "}  // namespace " + name_space + "\n";
}

}  // namespace gasworks::generator
