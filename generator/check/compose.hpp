#pragma once
#include <cstddef>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "generator/check/references.hpp"
#include "generator/diagnostics.hpp"
#include "generator/document/node.hpp"

namespace gasworks::generator {

/// Rewrites schemas into what SchemaChecker reads: allOf is merged, keywords beside oneOf and anyOf go into
/// each alternative, and what OpenAPI 3.1 writes differently (lists of types, const, bounds that are
/// exclusive by themselves) is written as in 3.0. Positions stay those of the document, so that messages lead
/// there.
class Composer {
  public:
    /// `written` keeps the rewritten schemas.
    Composer(const References& references, std::deque<Node>& written, Diagnostics& diagnostics)
        : references_(references), written_(written), diagnostics_(diagnostics) {}

    /// The schema to read for the one written here (a mapping that is no plain $ref): itself where there is
    /// nothing to rewrite.
    const Node& composed(const Node& schema);

    /// The $ref of a schema that is this reference and annotations (a description, a default, nullable ...);
    /// nullptr when it is anything else.
    static const Node* annotated_reference(const Node& composed);

  private:
    Node rewritten(const Node& schema);
    Node without_new_keywords(const Node& schema);
    void take_types(Node& schema);
    void take_null_alternative(Node& schema);
    void distribute(Node& schema, std::string_view keyword);
    Node merged(const Node& schema);
    void merge(Node& into, const Node& from);
    void merge_keyword(Node& into, const Node::Member& member);
    void merge_properties(Node& into, const Node& properties);
    /// Moves minimum and maximum, each with its exclusive flag, where they are the tighter ones.
    void merge_bounds(Node& into, Node& from);
    void merge_additional(Node& whole, const Node& part);

    static constexpr std::size_t limit_of_depth = 100;
    static constexpr std::size_t limit_of_nodes = 1'000'000;

    const References& references_;
    std::deque<Node>& written_;
    Diagnostics& diagnostics_;
    std::map<const Node*, const Node*> composed_;
    std::set<const Node*> under_way_;
    std::size_t nodes_ = 0;  // of everything written
};

}  // namespace gasworks::generator
