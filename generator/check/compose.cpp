#include "generator/check/compose.hpp"

#include <algorithm>

#include "generator/check/assertions.hpp"
#include "generator/check/rewriting.hpp"

namespace gasworks::generator {

const Node& Composer::composed(const Node& schema) {
    if (!schema.is(Node::Kind::mapping)) return schema;
    if (const auto known = composed_.find(&schema); known != composed_.end()) return *known->second;
    const bool circle = !under_way_.insert(&schema).second;
    if (circle || under_way_.size() > limit_of_depth || nodes_ > limit_of_nodes) {
        diagnostics_.error(schema.position,
                           circle
                               ? "this allOf leads round in a circle: the schema would consist of itself"
                               : "the document's allOf, oneOf and anyOf multiply to more than can be taken; "
                                 "write fewer levels of them");
        if (!circle) under_way_.erase(&schema);
        return written_.emplace_back(mapping_at(schema.position));
    }
    const Node* result = &written_.emplace_back(rewritten(schema));
    nodes_ += size_of(*result);
    under_way_.erase(&schema);
    composed_[&schema] = result;
    return *result;
}

const Node* Composer::annotated_reference(const Node& composed) {
    const Node* all = composed.find("allOf");
    return all != nullptr && all->items.size() == 1 ? &all->items.front() : nullptr;
}

Node Composer::rewritten(const Node& schema) {
    Node result = schema;
    set_assertions_apart(result, references_.is_31());
    if (references_.is_31()) {
        result = without_new_keywords(result);
        take_null_alternative(result);
    }
    const Node* all = result.find("allOf");
    if (all != nullptr && all->is(Node::Kind::sequence)) {
        const bool one_reference =
            all->items.size() == 1 && all->items.front().find("$ref") != nullptr &&
            std::all_of(result.members.begin(), result.members.end(), [](const Node::Member& member) {
                return member.key == "allOf" || is_annotation(member.key);
            });
        if (one_reference) return result;
        // What is within is remembered by its address, so that this stays where it is.
        const Node& parts = written_.emplace_back(std::move(result));
        result = merged(parts);
    } else if (all != nullptr) {
        diagnostics_.error(all->position,
                           "'allOf' of a schema is a list, not " + std::string(kind_name(all->kind)));
        remove(result, "allOf");
    }
    distribute(result, "oneOf");
    distribute(result, "anyOf");
    return result;
}

}  // namespace gasworks::generator
