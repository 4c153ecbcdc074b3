#include "generator/check/references.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string>

namespace gasworks::generator {

namespace {

// One step of a pointer: first the URI's percent signs, then the pointer's ~1 and ~0.
std::optional<std::string> unescaped(std::string_view step) {
    std::string decoded;
    for (std::size_t i = 0; i < step.size(); ++i) {
        if (step[i] != '%') {
            decoded += step[i];
            continue;
        }
        unsigned value = 0;
        const std::string_view digits = step.substr(i + 1, 2);
        const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16).ptr;
        if (digits.size() != 2 || end != digits.data() + 2) return std::nullopt;
        decoded += static_cast<char>(value);
        i += 2;
    }
    std::string result;
    for (std::size_t i = 0; i < decoded.size(); ++i) {
        if (decoded[i] != '~') {
            result += decoded[i];
        } else if (i + 1 < decoded.size() && (decoded[i + 1] == '0' || decoded[i + 1] == '1')) {
            result += decoded[++i] == '0' ? '~' : '/';
        } else {
            return std::nullopt;
        }
    }
    return result;
}

}  // namespace

const Node* References::find(std::string_view pointer) const {
    const Node* node = &root_;
    while (!pointer.empty()) {
        if (pointer.front() != '/') return nullptr;
        pointer.remove_prefix(1);
        const auto end = pointer.find('/');
        const auto step = unescaped(pointer.substr(0, end));
        pointer = end == std::string_view::npos ? std::string_view{} : pointer.substr(end);
        if (!step) return nullptr;
        if (node->is(Node::Kind::sequence)) {
            std::size_t index = 0;
            const auto [last, error] = std::from_chars(step->data(), step->data() + step->size(), index);
            const bool valid = error == std::errc() && last == step->data() + step->size();
            node = valid && index < node->items.size() ? &node->items[index] : nullptr;
        } else {
            node = node->find(*step);
        }
        if (node == nullptr) return nullptr;
    }
    return node;
}

const Node* References::resolve(const Node& node, std::string_view section) const {
    const Node* current = &node;
    std::set<const Node*> passed;
    while (current->is(Node::Kind::mapping)) {
        const Node* reference = current->find("$ref");
        if (reference == nullptr) return current;
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
            diagnostics_.error(reference->position,
                               "$ref: '" + target +
                                   "' is in another file, which is not supported; copy it "
                                   "under components and write '#/components/...'");
            return nullptr;
        }
        const std::string_view pointer = std::string_view(target).substr(1);
        if (!section.empty() && pointer.starts_with("/components/") && !pointer.starts_with(section) &&
            std::count(pointer.begin(), pointer.end(), '/') == 3) {
            diagnostics_.error(reference->position, "$ref: '" + target + "' is not in '#" +
                                                        std::string(section) + "', where this belongs");
            return nullptr;
        }
        current = find(std::string_view(target).substr(1));
        if (current == nullptr) {
            diagnostics_.error(reference->position, "$ref: there is no '" + target + "' in this document");
            return nullptr;
        }
    }
    return current;
}

}  // namespace gasworks::generator
