#include "generator/bundle/discriminators.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "generator/document/pointer.hpp"

namespace gasworks::generator {

namespace {

// The value of the discriminator that stands for the schema that a reference leads to.
std::string implied_name(const std::string& reference) {
    const auto hash = reference.find('#');
    if (hash != std::string::npos) {
        if (const auto step = last_step(std::string_view(reference).substr(hash + 1))) return *step;
    }
    return std::filesystem::path(reference.substr(0, hash)).stem().string();
}

bool is_reference(const std::string& text) {
    return text.find_first_of("#/") != std::string::npos || text.ends_with(".yaml") ||
           text.ends_with(".yml") || text.ends_with(".json");
}

}  // namespace

bool rewrite_discriminator(Node& schema, const Written& written, const std::function<void(Node&)>& rewrite,
                           const std::function<bool(std::size_t, const std::string&)>& exists) {
    Node* discriminator = schema.find("discriminator");
    if (discriminator == nullptr || !discriminator->is(Node::Kind::mapping)) return false;
    bool changed = false;
    Node* mapping = discriminator->find("mapping");
    if (mapping != nullptr) {
        for (Node::Member& member : mapping->members) {
            Node& target = member.value;
            if (!target.is(Node::Kind::string)) continue;
            const std::string component = "/components/schemas/" + pointer_step(target.text);
            const bool named = !is_reference(target.text);
            if (named && (target.position.file == 0 || !exists(target.position.file, component))) continue;
            if (named) target.text = "#" + component;
            rewrite(target);
        }
    }
    for (const std::string_view keyword : {"oneOf", "anyOf"}) {
        const Node* list = schema.find(keyword);
        if (list == nullptr) continue;
        for (const Node& item : list->items) {
            const Node* reference = item.find("$ref");
            const auto before = written.find(reference);
            if (reference == nullptr || before == written.end()) continue;
            const std::string name = implied_name(before->second);
            if (name == implied_name(reference->text)) continue;
            if (mapping == nullptr) {
                Node none;
                none.kind = Node::Kind::mapping;
                none.position = discriminator->position;
                discriminator->members.push_back({"mapping", none.position, none});
                mapping = &discriminator->members.back().value;
            }
            const bool mapped =
                std::any_of(mapping->members.begin(), mapping->members.end(), [&](const auto& member) {
                    return member.key == name || member.value.text == reference->text;
                });
            if (mapped) continue;
            mapping->members.push_back({name, reference->position, *reference});
            changed = true;
        }
    }
    return changed;
}

}  // namespace gasworks::generator
