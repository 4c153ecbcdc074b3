#include "generator/check/parameters.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "generator/check/field_names.hpp"

namespace gasworks::generator {

namespace {

const std::map<std::string, std::vector<std::string>, std::less<>> styles_in = {
    {"path", {"simple", "label", "matrix"}},
    {"query", {"form", "spaceDelimited", "pipeDelimited", "deepObject"}},
    {"header", {"simple"}},
    {"cookie", {"form"}}};

bool is_textual_list(const Schema& schema) {
    return schema.type == Schema::Type::array && is_textual(*schema.items);
}

bool is_choice_of_texts(const Schema& schema) {
    return schema.is_choice() && std::all_of(schema.alternatives.begin(), schema.alternatives.end(),
                                             [](const Schema::Alternative& alternative) {
                                                 return alternative.schema->type == Schema::Type::string &&
                                                        !alternative.schema->is_binary();
                                             });
}

bool is_exploded_form(const Parameter& parameter) {
    return parameter.style == Style::form && parameter.explode;
}

constexpr std::string_view advice = "; write 'content' with application/json instead of 'schema'";

// Why an object can't be written in a style; nothing when it can. `around` are the objects that it is within.
std::optional<std::string> why_not(const Schema& object, Style style, bool explode,
                                   std::set<const Schema*> around = {}) {
    if (!around.insert(&object.identity()).second) return "an object in this style does not contain itself";
    const bool lists = style == Style::deep_object || (style == Style::form && explode);
    for (const Schema::Property& property : object.properties) {
        const Schema& schema = *property.schema;
        if (is_textual(schema) || (lists && is_textual_list(schema))) continue;
        if (style == Style::deep_object && schema.type == Schema::Type::object) {
            if (auto why = why_not(schema, style, explode, around)) return why;
            continue;
        }
        return "the property '" + property.name + "' of an object in this style is a string, an integer, a " +
               "number or a boolean" + (lists ? ", or an array of these" : "");
    }
    if (object.additional_schema != nullptr && !is_textual(*object.additional_schema)) {
        return "the additionalProperties of an object in this style are strings, integers, numbers or "
               "booleans";
    }
    return std::nullopt;
}

}  // namespace

std::optional<Style> style_named(std::string_view name) {
    static const std::map<std::string, Style, std::less<>> styles = {
        {"simple", Style::simple},
        {"label", Style::label},
        {"matrix", Style::matrix},
        {"form", Style::form},
        {"spaceDelimited", Style::space_delimited},
        {"pipeDelimited", Style::pipe_delimited},
        {"deepObject", Style::deep_object}};
    const auto found = styles.find(name);
    return found == styles.end() ? std::nullopt : std::optional(found->second);
}

bool is_textual(const Schema& schema) {
    return schema.type == Schema::Type::any || (schema.is_scalar() && !schema.is_binary());
}

std::vector<Parameter> ParameterChecker::list(const Node& list) {
    std::vector<Parameter> result;
    for (const Node& item : list.items) {
        const Parameter parameter = this->parameter(item);
        if (parameter.schema == nullptr || parameter.name.empty()) continue;
        const bool twice = std::any_of(result.begin(), result.end(), [&](const Parameter& other) {
            const bool same_name = parameter.in == "header"
                                       ? lower_case(other.name) == lower_case(parameter.name)
                                       : other.name == parameter.name;
            return same_name && other.in == parameter.in;
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

Parameter ParameterChecker::parameter(const Node& node) {
    Parameter parameter;
    const Node* target = references_.resolve(node, "/components/parameters/");
    if (target == nullptr) return parameter;
    Fields fields(*target, "a parameter", diagnostics_);
    parameter.position = target->position;
    const Node* name = fields.take_required("name", Node::Kind::string);
    const Node* in = fields.take_required("in", Node::Kind::string);
    parameter.description = fields.text("description").value_or("");
    parameter.required = fields.boolean("required", false);
    // Reserved characters are taken as they are, whether the document allows them or not.
    fields.documentation({"example", "examples", "deprecated", "allowReserved"});
    const Node* allow_empty = fields.take("allowEmptyValue", Node::Kind::boolean);
    const Node* content = fields.take("content", Node::Kind::mapping);
    const Node* schema = fields.take("schema", Node::Kind::mapping);
    if (name == nullptr || in == nullptr) return parameter;
    parameter.name = name->text;
    parameter.in = in->text;
    if (!styles_in.contains(in->text)) {
        diagnostics_.error(in->position, "'in' of a parameter is query, path, header or cookie");
        return parameter;
    }
    if (!has_meaning(*name, parameter)) return {};
    if (parameter.in == "path" && !parameter.required) {
        diagnostics_.error(parameter.position, "a parameter in the path needs required: true");
    }
    read_style(fields, parameter);
    if (content != nullptr && schema != nullptr) {
        diagnostics_.error(content->position, "a parameter has 'schema' or 'content', not both");
    } else if (content != nullptr) {
        read_content(*content, parameter);
    } else if (schema == nullptr) {
        if (!fields.node().find("schema")) {
            diagnostics_.error(parameter.position, "a parameter needs 'schema' or 'content'");
        }
    } else {
        parameter.schema = schemas_.schema(*schema);
        check_style(parameter, schema->position);
        if (parameter.required && parameter.schema->default_value != nullptr) {
            diagnostics_.warning(
                parameter.schema->default_value->position,
                "the parameter '" + parameter.name + "' is required, so its default is never used");
        }
    }
    if (allow_empty != nullptr && allow_empty->text == "true") {
        if (parameter.in != "query") {
            diagnostics_.error(allow_empty->position, "'allowEmptyValue' is for parameters in query");
        } else if (parameter.schema != nullptr && parameter.schema->type != Schema::Type::string) {
            // An empty text is a string; of anything else it is no value at all.
            if (parameter.required) {
                diagnostics_.error(allow_empty->position,
                                   "an empty value counts as absent unless the parameter is a string; write "
                                   "required: false, or leave allowEmptyValue away");
            }
            parameter.allow_empty = true;
        }
    }
    fields.finish();
    return parameter;
}

bool ParameterChecker::has_meaning(const Node& name, const Parameter& parameter) {
    if (parameter.in == "header" || parameter.in == "cookie") {
        if (const auto problem = why_no_token(parameter.name)) {
            diagnostics_.error(name.position, "the name of a " + parameter.in + " " + *problem);
            return false;
        }
    }
    if (parameter.in != "header") return true;
    const std::string key = lower_case(parameter.name);
    if (key == "accept" || key == "content-type" || key == "authorization") {
        diagnostics_.warning(
            name.position,
            "OpenAPI ignores a parameter '" + parameter.name +
                "'; it is said by the responses' content, the requestBody's content and security");
        return false;
    }
    return true;
}

void ParameterChecker::read_content(const Node& content, Parameter& parameter) {
    if (content.members.size() != 1) {
        diagnostics_.error(content.position, "'content' of a parameter names one media type");
        return;
    }
    const Node::Member& member = content.members.front();
    const std::string media_type = lower_case(member.key);
    Fields fields(member.value, "a media type", diagnostics_);
    fields.documentation({"example", "examples", "encoding"});
    const Node* schema = fields.take("schema", Node::Kind::mapping);
    fields.finish();
    if (schema == nullptr) {
        diagnostics_.error(member.position, "the content of a parameter needs 'schema'");
        return;
    }
    parameter.schema = schemas_.schema(*schema);
    if (media_type == "application/json" || media_type.ends_with("+json")) {
        parameter.style = Style::json;
    } else if (media_type.starts_with("text/")) {
        check_style(parameter, schema->position);
    } else {
        diagnostics_.error(member.position, "the content of a parameter in " + member.key +
                                                " is not supported; write application/json or text/plain");
    }
}

void ParameterChecker::read_style(Fields& fields, Parameter& parameter) {
    const auto& allowed = styles_in.find(parameter.in)->second;
    parameter.style = *style_named(allowed.front());
    if (const Node* style = fields.take("style", Node::Kind::string)) {
        const auto known = std::find(allowed.begin(), allowed.end(), style->text);
        if (known == allowed.end()) {
            std::string list;
            for (const std::string& name : allowed)
                list += (list.empty() ? "" : ", ") + name;
            diagnostics_.error(style->position, "the style of a parameter in " + parameter.in +
                                                    (allowed.size() == 1 ? " is " : " is one of ") + list +
                                                    ", not '" + style->text + "'");
        } else {
            parameter.style = *style_named(*known);
        }
    }
    parameter.explode =
        fields.boolean("explode", parameter.style == Style::form || parameter.style == Style::deep_object);
}

void ParameterChecker::check_style(const Parameter& parameter, Position position) {
    const Schema& schema = *parameter.schema;
    const bool delimited =
        parameter.style == Style::space_delimited || parameter.style == Style::pipe_delimited;
    if (delimited && parameter.explode) {
        diagnostics_.error(
            position, "a delimiter has no meaning with explode: true; write explode: false, or style: form");
    }
    if (schema.type == Schema::Type::object) {
        if (const auto why = why_not(schema, parameter.style, parameter.explode))
            diagnostics_.error(position, *why + std::string(advice));
        return;
    }
    if (parameter.style == Style::deep_object) {
        diagnostics_.error(position, "the style deepObject is for objects; write style: form");
    } else if (delimited && schema.type != Schema::Type::array) {
        diagnostics_.error(position, "a delimiter is for arrays and objects; write style: form");
    } else if (!is_textual(schema) && !is_textual_list(schema) && !is_choice_of_texts(schema)) {
        diagnostics_.error(position,
                           "a parameter is a string, an integer, a number, a boolean, an array or an object "
                           "of these" +
                               std::string(advice));
    }
}

void ParameterChecker::check_query(const std::vector<Parameter>& parameters) {
    std::map<std::string, const Parameter*> names;
    const Parameter* open = nullptr;
    const auto claim = [&](const std::string& name, const Parameter& parameter) {
        const auto [other, is_new] = names.emplace(name, &parameter);
        if (is_new) return;
        diagnostics_.error(parameter.position,
                           "'" + name + "' in the query belongs to the parameters '" + other->second->name +
                               "' and '" + parameter.name +
                               "'; write style: deepObject or explode: false for the object");
    };
    for (const Parameter& parameter : parameters) {
        if (parameter.in != "query") continue;
        const Schema& schema = *parameter.schema;
        if (schema.type != Schema::Type::object || !is_exploded_form(parameter)) {
            claim(parameter.name, parameter);
            continue;
        }
        for (const Schema::Property& property : schema.properties)
            claim(property.name, parameter);
        if (!schema.is_map() && schema.additional != Schema::Additional::kept) continue;
        if (open != nullptr) {
            diagnostics_.error(parameter.position,
                               "the parameters '" + open->name + "' and '" + parameter.name +
                                   "' both take every name in the query; write style: deepObject");
        }
        open = &parameter;
    }
}

}  // namespace gasworks::generator
