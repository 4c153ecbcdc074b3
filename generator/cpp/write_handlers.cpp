#include "generator/cpp/write_handlers.hpp"

#include <algorithm>

#include "generator/cpp/parameter_settings.hpp"

namespace gasworks::generator {

namespace {

std::vector<std::string> sorted(std::vector<std::string> texts) {
    std::sort(texts.begin(), texts.end());
    return texts;
}

// Where a variable is in the route's path: the number of its segment, counted from 0, and the segment itself
// where the variable is only part of it.
std::string segment_arguments(const Operation& operation, const std::string& variable) {
    const std::string& path = operation.path;
    const auto at = path.find("{" + variable + "}");
    const auto begin = path.rfind('/', at) + 1;
    const std::string segment = path.substr(begin, path.find('/', begin) - begin);
    const auto number = std::count(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(begin), '/') - 1;
    const bool whole = segment == "{" + variable + "}";
    return std::to_string(number) + ", " + (whole ? "" : string_literal(segment) + ", ");
}

bool takes_the_rest(const Parameter& parameter) {
    const Schema& schema = *parameter.schema;
    return parameter.in == "query" && schema.type == Schema::Type::object && parameter.style == Style::form &&
           parameter.explode && (schema.is_map() || schema.additional == Schema::Additional::kept);
}

// What a client may write before the equals sign.
void add_query_names(const Parameter& parameter, std::vector<std::string>& names) {
    const Schema& schema = *parameter.schema;
    const bool object = schema.type == Schema::Type::object;
    if (object && parameter.style == Style::deep_object) {
        names.push_back(parameter.name + "[]");
    } else if (object && parameter.style == Style::form && parameter.explode) {
        for (const Schema::Property& property : schema.properties)
            names.push_back(property.name);
    } else {
        names.push_back(parameter.name);
    }
}

std::vector<std::string> query_keys(const Security& security) {
    std::vector<std::string> names;
    for (const auto& alternative : security) {
        for (const RequiredScheme& required : alternative) {
            const std::string& name = required.scheme->parameter;
            if (required.scheme->in == "query" && std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(name);
        }
    }
    return names;
}

void write_parameters(Text& text, const OperationNames& names, Readers& readers) {
    const Operation& operation = *names.operation;
    text.line("http::ParameterReader parameters(request, found);");
    std::vector<std::string> query;
    const auto read = [&](std::size_t i) {
        const Parameter& parameter = operation.parameters[i];
        const std::string segment =
            parameter.in == "path" ? segment_arguments(operation, parameter.name) : "";
        text.list("parameters." + parameter.in + "(",
                  {segment + parameter_settings(parameter), "typed." + names.fields[i],
                   readers.reader(*parameter.schema)},
                  ");");
    };
    const auto keys = query_keys(operation.security);
    if (!keys.empty()) text.line("parameters.pass_over(" + literal_list(keys) + ");");
    for (std::size_t i = 0; i < names.fields.size(); ++i) {
        const Parameter& parameter = operation.parameters[i];
        if (parameter.in == "query") add_query_names(parameter, query);
        if (!takes_the_rest(parameter)) read(i);
    }
    for (std::size_t i = 0; i < names.fields.size(); ++i) {
        if (takes_the_rest(operation.parameters[i])) read(i);
    }
    for (const std::string& key : keys) {
        if (std::find(query.begin(), query.end(), key) == query.end()) query.push_back(key);
    }
    text.line("parameters.refuse_unknown_query(" + literal_list(query) + ");");
}

bool is_json(std::string_view media_type) {
    return media_type == "application/json" || media_type.ends_with("+json");
}

// Whether the part is a text, or a list of parts that are; else it is JSON.
bool is_text_part(const Schema& schema, const PartEncoding* encoding) {
    if (encoding != nullptr && encoding->media_types.size() == 1 && is_json(encoding->media_types.front()))
        return false;
    return schema.is_scalar() || (schema.type == Schema::Type::array && schema.items->is_scalar());
}

void write_form(Text& text, const Content& content, Readers& readers) {
    text.line(
        "http::FormReader form(request.headers.get(\"Content-Type\").value_or(\"\"), request.body, found);");
    const auto fields = Types::fields(*content.schema);
    std::vector<std::string> declared;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const Schema::Property& property = content.schema->properties[i];
        const Schema& schema = *property.schema;
        const std::string name = string_literal(property.name);
        const std::string field = "value." + fields[i];
        const std::string required = property.required ? "true" : "false";
        declared.push_back(property.name);
        if (schema.read_only) continue;
        const PartEncoding* encoding = content.encoding_of(property.name);
        if (encoding != nullptr && !encoding->media_types.empty()) {
            text.line("form.media_types(" + name + ", " + literal_list(encoding->media_types) + ");");
        }
        if (schema.is_binary()) {
            text.line("form.file(" + name + ", " + field + ");");
        } else if (schema.type == Schema::Type::array && schema.items->is_binary()) {
            std::string limits = "{.min_items = " + std::to_string(schema.min_items);
            if (schema.max_items) limits += ", .max_items = " + std::to_string(*schema.max_items);
            text.line("form.files(" + name + ", " + field + ", " + required + ", " + limits + "});");
        } else if (is_text_part(schema, encoding)) {
            text.list("form.field(", {part_settings(property), field, readers.reader(schema)}, ");");
        } else if (schema.type == Schema::Type::array) {
            text.list("form.json_items(", {name, required, field, readers.reader(schema)}, ");");
        } else {
            text.list("form.json_field(", {name, required, field, readers.reader(schema)}, ");");
        }
    }
    if (content.schema->additional == Schema::Additional::refused) {
        text.line("form.no_others(" + literal_list(sorted(declared)) + ");");
    } else if (content.schema->additional == Schema::Additional::kept) {
        text.line("form.other_files(" + literal_list(sorted(declared)) + ", value.additional_parts);");
    }
    if (content.schema->min_properties != 0 || content.schema->max_properties) {
        text.line("form.count_properties(" + std::to_string(content.schema->min_properties) + ", " +
                  (content.schema->max_properties ? std::to_string(*content.schema->max_properties)
                                                  : "std::nullopt") +
                  ");");
    }
}

void write_body(Text& text, const OperationNames& names, Readers& readers) {
    const RequestBody& body = *names.operation->body;
    std::vector<std::string> accepted;
    for (const Content& content : body.contents)
        accepted.push_back(content.media_type);
    text.line("static const std::vector<std::string_view> accepted = " + literal_list(accepted) + ";");
    text.line("const auto sent = http::choose_body_type(request, accepted, " +
              std::string(body.required ? "true" : "false") + ");");
    text.line("if (!sent) return http::to_response(sent.error(), request.id);");
    for (std::size_t i = 0; i < body.contents.size(); ++i) {
        const Content& content = body.contents[i];
        text.open("if (*sent == " + std::to_string(i) + "U) {");
        text.line(names.body->types[i] + " value{};");
        switch (content.form) {
            case Content::Form::json:
                text.line(
                    "http::read_json_body(request.body, value, " +
                    (content.schema == nullptr ? "http::AnyReader{}" : readers.reader(*content.schema)) +
                    ", found);");
                break;
            case Content::Form::text:
                text.line(
                    "http::read_text_body(request.body, value, " +
                    (content.schema == nullptr ? "http::StringReader{}" : readers.reader(*content.schema)) +
                    ", found);");
                break;
            case Content::Form::value:
                text.list("http::read_value_body(",
                          {"request.body", text_type(*content.schema), "value",
                           readers.reader(*content.schema), "found"},
                          ");");
                break;
            case Content::Form::urlencoded:
                text.list("http::read_urlencoded_body(",
                          {"request.body", form_settings(content), "value", readers.reader(*content.schema),
                           "found"},
                          ");");
                break;
            case Content::Form::multipart:
                write_form(text, content, readers);
                break;
            case Content::Form::events:  // answers alone have them
            case Content::Form::binary:
                text.line("value = request.body;");
                break;
        }
        text.line("typed.body = std::move(value);");
        text.close("}");
    }
    if (names.body->tells_content_type) text.line("typed.content_type = http::content_type_of(request);");
}

}  // namespace

void write_handler(Text& text, const OperationNames& names, Readers& readers) {
    const Operation& operation = *names.operation;
    text.line("http::Response serve_" + names.function + "(" + names.interface +
              "& operations, const http::Request& request,");
    text.open(std::string(names.function.size() + 22, ' ') + "http::Context& context) {");
    text.line(names.request + " typed;");
    if (!names.media_type.empty()) {
        text.line("static const std::vector<std::string_view> offered = " +
                  literal_list(operation.media_types()) + ";");
        text.line("const auto wanted = http::choose_response_type(request.headers, offered);");
        text.line("if (!wanted) return http::to_response(wanted.error(), request.id);");
        text.line("typed.accept = static_cast<" + names.media_type + ">(*wanted);");
    }
    text.line("http::Violations found;");
    write_parameters(text, names, readers);
    if (operation.body) {
        write_body(text, names, readers);
    } else {
        text.line(
            "if (const auto refused = http::refuse_body(request)) return http::to_response(*refused, "
            "request.id);");
    }
    text.open("if (!found.empty()) {");
    text.line("return http::to_response(std::move(found).problem(" +
              std::string(operation.names(422) ? "true" : "false") + "), request.id);");
    text.close("}");
    if (names.enumerators.size() > 1) {
        text.line("http::Response response = operations." + names.function +
                  "(typed, context).to_response(request.id);");
        text.line("response.headers.add(\"Vary\", \"Accept\");");
        text.line("return response;");
    } else {
        text.line("return operations." + names.function + "(typed, context).to_response(request.id);");
    }
    text.close("}");
    text.line();
}

}  // namespace gasworks::generator
