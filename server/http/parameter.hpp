#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

namespace gasworks::http {

/// Decodes %XX, and "+" as a space where the text is from a query or a form. The error names the wrong
/// sequence.
tl::expected<std::string, std::string> percent_decoded(std::string_view text, bool plus_is_space);

/// What a text stands for.
enum class TextType { string, integer, number, boolean };

/// The JSON value that the text writes; the error says what it should have been. Integers and numbers are
/// JSON's: no sign "+", no leading zeros, no spaces.
tl::expected<nlohmann::json, std::string> value_of_text(std::string_view text, TextType type);

/// How a parameter, or a property of one, is written: OpenAPI's `schema`, `style` and `explode`. What is
/// split is split before it is decoded, so that "%2C" is a comma within an item.
struct Parameter {
    enum class Shape { value, array, object };
    enum class Style {
        simple,           ///< in path and header: `a,b`
        label,            ///< in path: `.a,b`; exploded `.a.b`
        matrix,           ///< in path: `;name=a,b`; exploded `;name=a;name=b`
        form,             ///< in query, cookie and form: `name=a,b`; exploded `name=a&name=b`
        space_delimited,  ///< in query: `name=a%20b`
        pipe_delimited,   ///< in query: `name=a|b`
        deep_object,      ///< in query and form: `name[property]=a`
        json              ///< one JSON text (`content` instead of `schema`)
    };
    std::string_view name = {};
    /// Of the value; of an array's items; of an object's values that are not among its properties.
    TextType type = TextType::string;
    Shape shape = Shape::value;
    Style style = Style::form;
    bool explode = true;
    bool required = false;
    /// An empty text counts as absent (allowEmptyValue).
    bool empty_is_absent = false;
    /// An object takes properties that are not declared, too.
    bool open = false;
    std::vector<Parameter> properties = {};  ///< of an object
};

}  // namespace gasworks::http
