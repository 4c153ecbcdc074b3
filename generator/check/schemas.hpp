#pragma once
#include <map>
#include <string>

#include "generator/check/fields.hpp"
#include "generator/check/references.hpp"
#include "generator/model/api.hpp"

namespace gasworks::generator {

/// Reads schemas of the document, each once.
class SchemaChecker {
  public:
    SchemaChecker(const References& references, Api& api, Diagnostics& diagnostics)
        : references_(references), api_(api), diagnostics_(diagnostics) {}

    /// All of components/schemas, so that their names are known before anything refers to them.
    void components(const Node& schemas);
    /// The schema written or referred to here. Never nullptr: what is wrong is reported and taken as "any".
    const Schema* schema(const Node& node);

  private:
    void read(const Node& node, Schema& schema);
    void read_type(Fields& fields, Schema& schema);
    void read_string(Fields& fields, Schema& schema);
    void read_integer(Fields& fields, Schema& schema);
    void read_number(Fields& fields, Schema& schema);
    void read_array(Fields& fields, Schema& schema);
    void read_object(Fields& fields, Schema& schema);
    void read_enumeration(Fields& fields, Schema& schema);
    void read_default(Fields& fields, const Schema& schema);
    void refuse_composition(Fields& fields);
    void warn_without_effect(Fields& fields, const Schema& schema);
    std::optional<std::int64_t> integer_bound(Fields& fields, std::string_view key);

    const References& references_;
    Api& api_;
    Diagnostics& diagnostics_;
    std::map<const Node*, Schema*> read_;
};

}  // namespace gasworks::generator
