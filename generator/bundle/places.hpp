#pragma once
#include <optional>
#include <string_view>

namespace gasworks::generator {

/// The kinds of objects that a document is made of, as far as references can stand in them or lead to them.
enum class Kind {
    document,
    components,
    path_item,
    operation,
    callback,
    parameter,
    request_body,
    response,
    header,
    media_type,
    encoding,
    schema,
    example,
    link,
    security_scheme
};

/// What stands under a keyword: one object, a list of them, or a mapping from names to them.
struct Place {
    enum class Form { one, list, map };
    Kind kind = Kind::schema;
    Form form = Form::one;
};

/// What stands under this keyword of an object of this kind; nothing where there are no objects, so that a
/// "$ref" there is only data: in an example, a default, an extension.
std::optional<Place> place_of(Kind kind, std::string_view key);

/// The section of components where objects of this kind are kept: "schemas". Empty for kinds that have none,
/// or (path items) not in OpenAPI 3.0.
std::string_view section_of(Kind kind);

}  // namespace gasworks::generator
