#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "generator/check/compose.hpp"
#include "generator/check/fields.hpp"
#include "generator/check/references.hpp"
#include "generator/model/api.hpp"

namespace gasworks::generator {

/// Reads schemas of the document, each once.
class SchemaChecker {
  public:
    SchemaChecker(const References& references, Api& api, Diagnostics& diagnostics)
        : references_(references),
          composer_(references, api.written, diagnostics),
          api_(api),
          diagnostics_(diagnostics) {}

    /// All of components/schemas, so that their names are known before anything refers to them.
    void components(const Node& schemas);
    /// The schema written or referred to here. Never nullptr: what is wrong is reported and taken as "any".
    const Schema* schema(const Node& node);

  private:
    static constexpr std::size_t limit_of_depth = 300;
    static constexpr std::size_t limit_of_schemas = 20'000;

    bool is_too_much(Position position);
    void read(const Node& node, Schema& schema);
    void read_annotated_reference(const Node& written, const Node& reference, Schema& schema);
    void complete(Schema& schema);
    void read_type(Fields& fields, Schema& schema);
    void read_format(Fields& fields, Schema& schema);
    std::string inferred_type(const Node& node);
    void read_any_enumeration(const Node& values, Schema& schema);
    void read_alternatives(Fields& fields, Schema& schema);
    void read_discriminator(const Node& node, Schema& schema);
    void read_string(Fields& fields, Schema& schema);
    void read_integer(Fields& fields, Schema& schema);
    void read_number(Fields& fields, Schema& schema);
    void read_array(Fields& fields, Schema& schema);
    void read_object(Fields& fields, Schema& schema);
    void read_enumeration(Fields& fields, Schema& schema);
    void read_default(const Node& value, const Node& written, Schema& schema);
    void read_identity(Fields& fields);
    std::string embedded(const std::vector<Node>& schemas);
    std::optional<Node> undeclared_names(const Node& written, const Schema& schema);
    void warn_without_effect(Fields& fields, const Schema& schema);
    std::optional<std::int64_t> integer_bound(Fields& fields, std::string_view key);

    const References& references_;
    Composer composer_;
    Api& api_;
    Diagnostics& diagnostics_;
    std::map<const Node*, Schema*> read_;
    static constexpr std::size_t limit_of_embedded = 8UL << 20U;
    std::size_t embedded_ = 0;  // bytes of schemas that values are compared with
    std::size_t depth_ = 0;
    bool components_are_read_ = true;
    std::map<Schema*, const Node*> incomplete_;  // waits for its origin to be read
};

}  // namespace gasworks::generator
