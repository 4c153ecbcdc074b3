#include "generator/bundle/bundle.hpp"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "generator/bundle/discriminators.hpp"
#include "generator/bundle/locate.hpp"
#include "generator/bundle/places.hpp"
#include "generator/document/pointer.hpp"

namespace gasworks::generator {

namespace {

Node mapping_at(Position position) {
    Node node;
    node.kind = Node::Kind::mapping;
    node.position = position;
    return node;
}

Node* reference_in(Node& node) {
    Node* reference = node.find("$ref");
    return reference != nullptr && reference->is(Node::Kind::string) ? reference : nullptr;
}

bool holds_reference(const Node& node) {
    return node.find("$ref") != nullptr ||
           std::any_of(node.items.begin(), node.items.end(), holds_reference) ||
           std::any_of(node.members.begin(), node.members.end(),
                       [](const Node::Member& member) { return holds_reference(member.value); });
}

// What components' names consist of (OpenAPI 3.0.3, Components Object).
std::string component_name(std::string_view text) {
    std::string name;
    for (const char c : text) {
        const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          c == '.' || c == '-' || c == '_';
        name += good ? c : '_';
    }
    return name;
}

// Whether it is looked at anyway.
bool is_component(std::string_view pointer, Kind kind) {
    return pointer.starts_with("/components/" + std::string(section_of(kind)) + "/") &&
           std::count(pointer.begin(), pointer.end(), '/') == 3;
}

class Bundler {
  public:
    Bundler(Sources& sources, Diagnostics& diagnostics)
        : sources_(sources), locator_(sources, diagnostics), diagnostics_(diagnostics) {}

    Bundle run() {
        root_ = *sources_.tree(0);
        nodes_ = count_nodes(root_);
        claim_names();
        visit(root_, Kind::document, 0);
        // Components of other files bring more of them; a reference may also lead to a place of the main file
        // where no objects are looked for.
        while (!todo_.empty()) {
            const Todo next = std::move(todo_.front());
            todo_.pop_front();
            if (next.component != nullptr) {
                visit(*next.component, next.kind, 0);
            } else if (const Node* node = node_at(root_, next.pointer)) {
                visit(const_cast<Node&>(*node), next.kind, 0);  // NOLINT: a part of root_
            }
        }
        add_components();
        return {std::move(root_), changed_};
    }

  private:
    struct Todo {
        Node* component = nullptr;
        std::string pointer;
        Kind kind = Kind::schema;
    };
    struct Section {
        std::set<std::string> names;
        std::deque<Node::Member> added;  // stays where it is while more are added
    };

    // Those of the main document come first. One that is a reference to another file is what that leads to.
    void claim_names() {
        Node* components = root_.find("components");
        if (components == nullptr) return;
        for (Node::Member& section : components->members) {
            const auto place = place_of(Kind::components, section.key);
            if (!place || section_of(place->kind).empty()) continue;
            for (Node::Member& member : section.value.members) {
                sections_[place->kind].names.insert(member.key);
                adopt(member, place->kind);
            }
        }
    }

    void adopt(Node::Member& component, Kind kind) {
        const Node* reference = reference_in(component.value);
        if (reference == nullptr || reference->text.starts_with('#') || component.value.members.size() != 1)
            return;
        const auto target = locator_.locate(*reference, kind);
        if (!target || target->node == nullptr) return;
        const auto [known, is_new] = names_.emplace(std::pair(target->node, kind), component.key);
        // The second name for one thing stays a reference, to the first.
        if (is_new && count(*target->node, reference->position)) {
            component.value = *target->node;
            changed_ = true;
        }
    }

    bool count(const Node& node, Position position) {
        nodes_ += count_nodes(node);
        if (nodes_ <= sources_.limits().nodes) return true;
        diagnostics_.error(position, "with what this $ref leads to, the document has more than " +
                                         std::to_string(sources_.limits().nodes) + " values");
        return false;
    }

    void visit(Node& node, Kind kind, std::size_t depth) {
        if (!node.is(Node::Kind::mapping) || !visited_.insert(&node).second) return;
        if (depth > sources_.limits().depth) {
            diagnostics_.error(node.position, "with what the references lead to, more than " +
                                                  std::to_string(sources_.limits().depth) +
                                                  " objects are within each other");
            return;
        }
        const Node* within = nullptr;
        if (Node* reference = reference_in(node)) {
            if (kind == Kind::path_item) {
                within = put_in_place(node, *reference);
            } else {
                rewrite(*reference, kind);
            }
        }
        drop_definitions(node);
        for (Node::Member& member : node.members) {
            const auto place = place_of(kind, member.key);
            if (!place) continue;
            if (place->form == Place::Form::one) {
                visit(member.value, place->kind, depth + 1);
            } else if (place->form == Place::Form::list) {
                for (Node& item : member.value.items)
                    visit(item, place->kind, depth + 1);
            } else {
                for (Node::Member& entry : member.value.members)
                    visit(entry.value, place->kind, depth + 1);
            }
        }
        if (kind == Kind::schema) discriminator(node);
        if (kind == Kind::link) check_link(node);
        if (within != nullptr) within_.erase(within);
    }

    // Extensions of other files that hold definitions with references: what is used of them is a component by
    // now, and the rest would lead nowhere from here.
    static void drop_definitions(Node& node) {
        std::erase_if(node.members, [](const Node::Member& member) {
            return member.position.file != 0 && member.key.starts_with("x-") && holds_reference(member.value);
        });
    }

    void rewrite(Node& reference, Kind kind) {
        const auto target = locator_.locate(reference, kind);
        if (!target) return;
        const std::string written = reference.text;
        if (target->node == nullptr) {
            if (!is_component(target->pointer, kind)) todo_.push_back({nullptr, target->pointer, kind});
            reference.text = "#" + target->pointer;
        } else if (const auto name = name_of(*target, kind, reference.position)) {
            reference.text = "#/components/" + std::string(section_of(kind)) + "/" + pointer_step(*name);
        }
        if (reference.text == written) return;
        changed_ = true;
        written_[&reference] = written;
    }

    // The component that the target is in the bundle.
    std::optional<std::string> name_of(const Target& target, Kind kind, Position position) {
        const auto key = std::pair(target.node, kind);
        if (const auto known = names_.find(key); known != names_.end()) return known->second;
        if (section_of(kind).empty()) {
            diagnostics_.error(position, "OpenAPI has no $ref here; write what it leads to");
            return std::nullopt;
        }
        if (!count(*target.node, position)) return std::nullopt;
        Section& section = sections_[kind];
        const std::string wanted = wanted_name(target, kind);
        std::string name = wanted;
        for (std::size_t& i = clashes_[{kind, wanted}]; !section.names.insert(name).second;)
            name = wanted + "_" + std::to_string(++i + 1);
        names_[key] = name;
        section.added.push_back({name, target.node->position, *target.node});
        todo_.push_back({&section.added.back().value, {}, kind});
        return name;
    }

    std::string wanted_name(const Target& target, Kind kind) const {
        std::string name = last_step(target.pointer).value_or("");
        if (target.pointer.empty())
            name = std::filesystem::path(sources_.names()[target.file]).stem().string();
        // items, schema, 0: says where it stands, not what it is.
        const bool tells_nothing = !target.pointer.empty() && !target.pointer.starts_with("/components/") &&
                                   (name == "schema" || name == "items" || name == "additionalProperties" ||
                                    name.find_first_not_of("0123456789") == std::string::npos);
        const Node* title = target.node->find("title");
        if (tells_nothing && title != nullptr && title->is(Node::Kind::string)) name = title->text;
        name = component_name(name);
        return name.empty() ? std::string(section_of(kind)) : name;
    }

    // OpenAPI 3.0 keeps no path items in components. Returns what must not be within the path item again.
    const Node* put_in_place(Node& item, Node& reference) {
        const auto target = locator_.locate(reference, Kind::path_item);
        if (!target) return nullptr;
        if (target->node == nullptr) {
            if (reference.text != "#" + target->pointer) changed_ = true;
            todo_.push_back({nullptr, target->pointer, Kind::path_item});
            reference.text = "#" + target->pointer;
            return nullptr;
        }
        for (const Node::Member& member : item.members) {
            if (member.key == "$ref" || member.key == "summary" || member.key == "description") continue;
            diagnostics_.error(member.position,
                               "'" + member.key +
                                   "' stands beside a $ref, where OpenAPI leaves open what it "
                                   "means; write it into what is referred to");
        }
        if (!within_.insert(target->node).second) {
            diagnostics_.error(reference.position, "this $ref leads round in a circle");
            return nullptr;
        }
        if (count(*target->node, reference.position)) {
            item = Node(*target->node);
            changed_ = true;
        }
        return target->node;
    }

    void discriminator(Node& schema) {
        if (rewrite_discriminator(
                schema, written_, [&](Node& text) { rewrite(text, Kind::schema); },
                [&](std::size_t file, const std::string& pointer) {
                    return node_at(*sources_.tree(file), pointer) != nullptr;
                })) {
            changed_ = true;
        }
    }

    void check_link(const Node& link) {
        const Node* reference = link.find("operationRef");
        if (reference == nullptr || !reference->is(Node::Kind::string)) return;
        const bool local = reference->text.starts_with('#') && reference->position.file == 0;
        if (local || reference->text.find("://") != std::string::npos) return;
        diagnostics_.error(reference->position,
                           "'operationRef' to another file is not followed; write operationId");
    }

    void add_components() {
        const auto add_to = [](Node& mapping, std::string_view key) -> Node& {
            if (Node* known = mapping.find(key)) return *known;
            mapping.members.push_back({std::string(key), mapping.position, mapping_at(mapping.position)});
            return mapping.members.back().value;
        };
        for (auto& [kind, section] : sections_) {
            if (section.added.empty()) continue;
            Node& components = add_to(root_, "components");
            Node& into = add_to(components, section_of(kind));
            // What is wrong with it is said by the check.
            if (!components.is(Node::Kind::mapping) || !into.is(Node::Kind::mapping)) continue;
            for (Node::Member& member : section.added)
                into.members.push_back(std::move(member));
        }
    }

    Sources& sources_;
    Locator locator_;
    Diagnostics& diagnostics_;
    Node root_;
    std::size_t nodes_ = 0;
    bool changed_ = false;
    std::map<Kind, Section> sections_;
    std::map<std::pair<const Node*, Kind>, std::string> names_;  // of what is in other files
    std::map<std::pair<Kind, std::string>, std::size_t> clashes_;
    std::deque<Todo> todo_;
    std::set<const Node*> visited_;
    std::set<const Node*> within_;  // path items that are being put in place
    Written written_;
};

}  // namespace

Bundle bundle(Sources& sources, Diagnostics& diagnostics) {
    return Bundler(sources, diagnostics).run();
}

}  // namespace gasworks::generator
