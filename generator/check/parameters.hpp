#pragma once
#include <vector>

#include "generator/check/fields.hpp"
#include "generator/check/references.hpp"
#include "generator/check/schemas.hpp"
#include "generator/model/api.hpp"

namespace gasworks::generator {

/// Reads parameters and checks that what they hold can be written in their style.
class ParameterChecker {
  public:
    ParameterChecker(const References& references, SchemaChecker& schemas, Diagnostics& diagnostics)
        : references_(references), schemas_(schemas), diagnostics_(diagnostics) {}

    /// A list of `parameters`, without those that are too wrong to go on with.
    std::vector<Parameter> list(const Node& list);
    /// Without a schema where the parameter is wrong, or means nothing.
    Parameter parameter(const Node& node);
    /// Reports query parameters of one operation that can't be told from one another.
    void check_query(const std::vector<Parameter>& parameters);

  private:
    void read_content(const Node& content, Parameter& parameter);
    void read_style(Fields& fields, Parameter& parameter);
    void check_style(const Parameter& parameter, Position position);
    bool has_meaning(const Node& name, const Parameter& parameter);

    const References& references_;
    SchemaChecker& schemas_;
    Diagnostics& diagnostics_;
};

/// The style of this name in a document.
std::optional<Style> style_named(std::string_view name);

/// Whether a text can stand for a value of the schema: a string, a number, a boolean, or any value.
bool is_textual(const Schema& schema);

}  // namespace gasworks::generator
