#include "generator/document/pointer.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace gasworks::generator {

namespace {

// One step of a pointer: first the URI's percent signs, then the pointer's ~1 and ~0.
std::optional<std::string> unescaped(std::string_view step) {
    const auto decoded = percent_decoded(step);
    if (!decoded) return std::nullopt;
    std::string result;
    for (std::size_t i = 0; i < decoded->size(); ++i) {
        const char c = (*decoded)[i];
        const char next = i + 1 < decoded->size() ? (*decoded)[i + 1] : '\0';
        if (c != '~') {
            result += c;
        } else if (next == '0' || next == '1') {
            result += next == '0' ? '~' : '/';
            ++i;
        } else {
            return std::nullopt;
        }
    }
    return result;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        unsigned value = 0;
        const std::string_view digits = text.substr(i + 1, 2);
        const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16).ptr;
        if (digits.size() != 2 || end != digits.data() + 2) return std::nullopt;
        decoded += static_cast<char>(value);
        i += 2;
    }
    return decoded;
}

const Node* node_at(const Node& root, std::string_view pointer) {
    const Node* node = &root;
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

std::optional<std::string> last_step(std::string_view pointer) {
    const auto slash = pointer.rfind('/');
    return slash == std::string_view::npos ? std::nullopt : unescaped(pointer.substr(slash + 1));
}

std::string pointer_step(std::string_view text) {
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    std::string result;
    for (const char c : text) {
        if (c == '~') {
            result += "~0";
        } else if (c == '/') {
            result += "~1";
        } else if (plain.find(c) != std::string_view::npos) {
            result += c;
        } else {
            std::array<char, 4> escape{};
            std::snprintf(escape.data(), escape.size(), "%%%02X",
                          static_cast<unsigned>(static_cast<unsigned char>(c)));
            result += escape.data();
        }
    }
    return result;
}

}  // namespace gasworks::generator
