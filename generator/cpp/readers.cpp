#include "generator/cpp/readers.hpp"

#include <algorithm>
#include <limits>

#include "http/formats.hpp"

namespace gasworks::generator {

namespace {

// {.a = 1, .b = 2}
class Settings {
  public:
    void add(std::string_view name, const std::string& value) {
        text_ += (text_.empty() ? "." : ", .") + std::string(name) + " = " + value;
    }
    bool empty() const { return text_.empty(); }
    std::string str() const { return "{" + text_ + "}"; }

  private:
    std::string text_;
};

std::string integer_reader(const Schema& schema) {
    const bool narrow = schema.format == "int32";
    const auto least =
        narrow ? std::numeric_limits<std::int32_t>::min() : std::numeric_limits<std::int64_t>::min();
    const auto most =
        narrow ? std::numeric_limits<std::int32_t>::max() : std::numeric_limits<std::int64_t>::max();
    Settings settings;
    if (schema.minimum_integer != least) settings.add("minimum", std::to_string(schema.minimum_integer));
    if (schema.maximum_integer != most) settings.add("maximum", std::to_string(schema.maximum_integer));
    if (schema.multiple_of_integer) settings.add("multiple_of", std::to_string(*schema.multiple_of_integer));
    if (!schema.allowed_integers.empty()) {
        std::string list;
        for (const std::int64_t value : schema.allowed_integers) {
            list += (list.empty() ? "" : ", ") + std::to_string(value);
        }
        settings.add("allowed", "{" + list + "}");
    }
    return (narrow ? "http::Int32Reader" : "http::IntegerReader") + settings.str();
}

std::string number_reader(const Schema& schema) {
    Settings settings;
    if (schema.minimum) settings.add("minimum", double_literal(*schema.minimum));
    if (schema.maximum) settings.add("maximum", double_literal(*schema.maximum));
    if (schema.exclusive_minimum) settings.add("exclusive_minimum", "true");
    if (schema.exclusive_maximum) settings.add("exclusive_maximum", "true");
    if (schema.multiple_of) settings.add("multiple_of", double_literal(*schema.multiple_of));
    if (schema.format != "float") return "http::NumberReader" + settings.str();
    return "http::FloatReader{" + (settings.empty() ? "" : ".number = " + settings.str()) + "}";
}

}  // namespace

std::string Readers::pattern(const std::string& expression) {
    auto known = std::find(patterns_.begin(), patterns_.end(), expression);
    if (known == patterns_.end()) known = patterns_.insert(patterns_.end(), expression);
    return "pattern_" + std::to_string(known - patterns_.begin() + 1);
}

std::string Readers::string_reader(const Schema& schema) {
    Settings settings;
    if (schema.min_length != 0) settings.add("min_length", std::to_string(schema.min_length));
    if (schema.max_length) settings.add("max_length", std::to_string(*schema.max_length));
    if (schema.pattern) settings.add("pattern", "&" + pattern(*schema.pattern) + "()");
    if (http::format_named(schema.format) != http::Format::none)
        settings.add("format", "http::Format::" + snake_case(schema.format));
    return "http::StringReader" + settings.str();
}

std::vector<std::string> Readers::alternatives(const Schema& schema) {
    needs_alternatives_ = true;
    std::vector<std::string> result;
    for (const Schema::Alternative& alternative : schema.alternatives) {
        result.push_back("http::alternative(" + string_literal(alternative.name) + ", " +
                         reader(*alternative.schema) +
                         (schema.discriminator.empty() ? "" : ", " + literal_list(alternative.tags)) + ")");
    }
    return result;
}

std::string Readers::asserted(const Schema& schema) {
    auto known = std::find(schemas_.begin(), schemas_.end(), schema.asserted);
    if (known == schemas_.end()) known = schemas_.insert(schemas_.end(), schema.asserted);
    return "schema_" + std::to_string(known - schemas_.begin() + 1) + "()";
}

std::string Readers::reader(const Schema& schema) {
    std::string reader = value_reader(schema);
    if (!schema.allowed.empty()) {
        needs_alternatives_ = true;
        auto known = std::find(values_.begin(), values_.end(), schema.allowed);
        if (known == values_.end()) known = values_.insert(values_.end(), schema.allowed);
        reader = "http::among(" + reader + ", values_" + std::to_string(known - values_.begin() + 1) + "())";
    }
    if (schema.nullable && schema.type != Schema::Type::any) reader = "http::nullable(" + reader + ")";
    // The functions of structs and choices compare by themselves.
    if (schema.asserted.empty() || schema.is_struct() || schema.is_choice()) return reader;
    return "http::asserted(" + reader + ", " + asserted(schema) + ")";
}

std::string Readers::value_reader(const Schema& schema) {
    std::string reader;
    switch (schema.type) {
        case Schema::Type::any:
            return "http::AnyReader{}";
        case Schema::Type::string:
            if (schema.is_enumeration()) {
                const auto& type = types_.named(schema);
                std::string words;
                for (const std::string& word : schema.words)
                    words += (words.empty() ? "" : ", ") + word;
                reader =
                    "http::EnumReader<" + type.name + ">{" + type.parse + ", " + string_literal(words) + "}";
            } else {
                reader = string_reader(schema);
            }
            break;
        case Schema::Type::integer:
            reader = integer_reader(schema);
            break;
        case Schema::Type::number:
            reader = number_reader(schema);
            break;
        case Schema::Type::boolean:
            reader = "http::BooleanReader{}";
            break;
        case Schema::Type::array: {
            Settings limits;
            if (schema.min_items != 0) limits.add("min_items", std::to_string(schema.min_items));
            if (schema.max_items) limits.add("max_items", std::to_string(*schema.max_items));
            if (schema.unique_items) limits.add("unique", "true");
            reader = "http::array_of(" + this->reader(*schema.items) +
                     (limits.empty() ? "" : ", " + limits.str()) + ")";
            break;
        }
        case Schema::Type::alternatives:
            return types_.named(schema).parse;
        case Schema::Type::object:
            if (schema.is_struct()) {
                reader = types_.named(schema).parse;
            } else {
                Settings limits;
                if (schema.min_properties != 0)
                    limits.add("min_properties", std::to_string(schema.min_properties));
                if (schema.max_properties)
                    limits.add("max_properties", std::to_string(*schema.max_properties));
                const std::string value = schema.additional_schema == nullptr
                                              ? "http::AnyReader{}"
                                              : this->reader(*schema.additional_schema);
                reader = "http::map_of(" + value + (limits.empty() ? "" : ", " + limits.str()) + ")";
            }
            break;
    }
    return reader;
}

void Readers::write_patterns(Text& text) const {
    for (std::size_t i = 0; i < patterns_.size(); ++i) {
        text.open("const http::Pattern& pattern_" + std::to_string(i + 1) + "() {");
        text.line("static const http::Pattern pattern(" + string_literal(patterns_[i]) + ");");
        text.line("return pattern;");
        text.close("}");
        text.line();
    }
    for (std::size_t i = 0; i < values_.size(); ++i) {
        text.open("const nlohmann::json& values_" + std::to_string(i + 1) + "() {");
        text.line("static const nlohmann::json values = nlohmann::json::parse(" + string_literal(values_[i]) +
                  ");");
        text.line("return values;");
        text.close("}");
        text.line();
    }
    for (std::size_t i = 0; i < schemas_.size(); ++i) {
        text.open("const http::JsonSchema& schema_" + std::to_string(i + 1) + "() {");
        text.line("static const http::JsonSchema schema(" + string_literal(schemas_[i]) + ");");
        text.line("return schema;");
        text.close("}");
        text.line();
    }
}

}  // namespace gasworks::generator
