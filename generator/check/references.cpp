#include "generator/check/references.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "generator/document/pointer.hpp"

namespace gasworks::generator {

// Each pointer is followed once: in a mapping of thousands of keys that takes its time.
const Node* References::find(std::string_view pointer) const {
    const auto known = found_.find(pointer);
    if (known != found_.end()) return known->second;
    return found_.emplace(pointer, node_at(root_, pointer)).first->second;
}

const Node* References::resolve(const Node& node, std::string_view section) const {
    const Node* current = &node;
    std::set<const Node*> passed;
    while (current->is(Node::Kind::mapping)) {
        const Node* reference = current->find("$ref");
        if (reference == nullptr) return current;
        if (passed.size() == limit_of_steps) {
            diagnostics_.error(node.position, "this $ref leads through more than " +
                                                  std::to_string(limit_of_steps) +
                                                  " others; refer to the end of the chain");
            return nullptr;
        }
        if (!passed.insert(current).second) {
            diagnostics_.error(node.position, "this $ref leads round in a circle");
            return nullptr;
        }
        if (!reference->is(Node::Kind::string)) {
            diagnostics_.error(reference->position,
                               "$ref is text, not " + std::string(kind_name(reference->kind)));
            return nullptr;
        }
        const bool schema_of_31 = is_31_ && section == "/components/schemas/";
        if (schema_of_31 && current->members.size() > 1) return current;
        for (const Node::Member& member : current->members) {
            // Only texts for readers; the target's stand in the served document, too.
            const bool text = member.key == "summary" || member.key == "description";
            if (member.key != "$ref" && !(is_31_ && text)) {
                diagnostics_.warning(member.position,
                                     "'" + member.key + "' stands beside a $ref, where OpenAPI " +
                                         (is_31_ ? "3.1" : "3.0") +
                                         " ignores it; remove it or write it into what is referred to");
            }
        }
        const std::string& target = reference->text;
        if (!target.starts_with('#')) {
            // The bundle has said already why it can't be followed.
            if (!diagnostics_.has_errors())
                diagnostics_.error(reference->position, "$ref: '" + target + "' is in another file");
            return nullptr;
        }
        const std::string_view pointer = std::string_view(target).substr(1);
        if (!section.empty() && pointer.starts_with("/components/") && !pointer.starts_with(section) &&
            std::count(pointer.begin(), pointer.end(), '/') == 3) {
            diagnostics_.error(reference->position, "$ref: '" + target + "' is not in '#" +
                                                        std::string(section) + "', where this belongs");
            return nullptr;
        }
        current = find(pointer);
        if (current == nullptr) {
            diagnostics_.error(reference->position, "$ref: there is no '" + target + "' in this document");
            return nullptr;
        }
    }
    return current;
}

}  // namespace gasworks::generator
