#include "generator/bundle/locate.hpp"

#include <algorithm>
#include <filesystem>

#include "generator/document/pointer.hpp"

namespace gasworks::generator {

namespace {

namespace fs = std::filesystem;

// A scheme, as in https: or urn: (RFC 3986, 3.1). One letter is a drive, which is absolute as well.
bool is_uri(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0) return text.starts_with("//");
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    return is_letter(text.front()) &&
           std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), [&](char c) {
               return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
           });
}

// The $ref of what is nothing but a reference.
const Node* plain_reference(const Node& node) {
    if (node.members.size() != 1 || node.members.front().key != "$ref") return nullptr;
    const Node& reference = node.members.front().value;
    return reference.is(Node::Kind::string) ? &reference : nullptr;
}

bool is_component_elsewhere(std::string_view pointer, Kind kind) {
    const std::string section = "/components/" + std::string(section_of(kind)) + "/";
    return pointer.starts_with("/components/") && std::count(pointer.begin(), pointer.end(), '/') == 3 &&
           !section_of(kind).empty() && !pointer.starts_with(section);
}

}  // namespace

std::optional<Target> Locator::refused(const Node& reference, const std::string& why) {
    diagnostics_.error(reference.position, "$ref: '" + reference.text + "' " + why);
    return std::nullopt;
}

std::optional<Target> Locator::locate(const Node& reference, Kind kind) {
    const Node* next = &reference;
    std::set<const Node*> passed;
    while (true) {
        auto target = step(*next, kind);
        if (!target || target->node == nullptr) return target;
        if (!passed.insert(target->node).second) {
            diagnostics_.error(reference.position, "this $ref leads round in a circle");
            return std::nullopt;
        }
        next = plain_reference(*target->node);
        if (next == nullptr) return target;
    }
}

std::optional<Target> Locator::step(const Node& reference, Kind kind) {
    const std::string& text = reference.text;
    if (is_uri(text)) {
        return refused(
            reference,
            "is not fetched: a build must not depend on what a server says; save the document beside "
            "this one and write its relative path");
    }
    const auto hash = text.find('#');
    const auto path = percent_decoded(std::string_view(text).substr(0, hash));
    if (!path) return refused(reference, "has a percent sign without two hexadecimal digits behind it");
    Target target;
    target.pointer = hash == std::string::npos ? std::string{} : text.substr(hash + 1);
    target.file = reference.position.file;
    if (!path->empty()) {
        const auto file = file_of(reference, *path);
        if (!file) return std::nullopt;
        target.file = *file;
    }
    if (target.file == 0) return target;
    target.node = node_at(*sources_.tree(target.file), target.pointer);
    if (target.node == nullptr) {
        return refused(reference, "leads nowhere: there is no '#" + target.pointer + "' in " +
                                      sources_.names()[target.file]);
    }
    if (is_component_elsewhere(target.pointer, kind)) {
        return refused(reference,
                       "is not in '#/components/" + std::string(section_of(kind)) + "/', where this belongs");
    }
    return target;
}

std::optional<std::size_t> Locator::file_of(const Node& reference, const std::string& path) {
    if (fs::path(path).is_absolute()) {
        refused(reference,
                "is an absolute path, which is another one on another machine; write a path relative to "
                "this file");
        return std::nullopt;
    }
    const fs::path here = sources_.names()[reference.position.file];
    const fs::path whole = (here.parent_path() / path).lexically_normal();
    const auto file = sources_.open(whole);
    if (!file) {
        refused(reference, "can't be followed: the file " + file.error().why);
        return std::nullopt;
    }
    if (sources_.tree(*file)) return *file;
    if (wrong_files_.insert(*file).second) {
        const Diagnostic& wrong = sources_.tree(*file).error();
        diagnostics_.error(wrong.position, wrong.text);
    }
    return std::nullopt;
}

}  // namespace gasworks::generator
