#include "generator/document/yaml.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

namespace gasworks::generator {

namespace {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto byte = static_cast<unsigned char>(c);
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20 || byte == 0x7F) {
            std::array<char, 5> escape{};
            std::snprintf(escape.data(), escape.size(), "\\x%02x", static_cast<unsigned>(byte));
            out += escape.data();
        } else if (byte == 0xC2 && next >= 0x80 && next < 0xA0) {
            // C1 controls: a next line among them, which would end this one.
            std::array<char, 5> escape{};
            std::snprintf(escape.data(), escape.size(), "\\x%02x", next);
            out += escape.data();
            ++i;
        } else {
            out += c;
        }
    }
    return out + '"';
}

bool is_plain(std::string_view text) {
    constexpr std::string_view inner =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _/.,()+-*$;'";
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (text.empty() || text.back() == ' ') return false;
    if (!is_letter(text.front()) && text.front() != '/' && text.front() != '$') return false;
    if (text.find_first_not_of(inner) != std::string_view::npos) return false;
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    constexpr std::array<std::string_view, 9> words = {"true", "false", "null", "yes", "no",
                                                       "on",   "off",   "y",    "n"};
    return std::find(words.begin(), words.end(), lower) == words.end();
}

// Lines as they are; what would need an indication of its indentation or its end is quoted instead.
bool is_block(std::string_view text) {
    if (text.size() < 2 || text.front() == ' ' || text.front() == '\n') return false;
    if (text.find('\n') == std::string_view::npos) return false;
    if (text.ends_with("\n\n")) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte < 0x20 && byte != '\n') || byte >= 0x7F) return false;
        // Lines of blanks alone, and blanks at the end, are what editors take away.
        if (text[i] == ' ' && (i + 1 == text.size() || text[i + 1] == '\n')) return false;
    }
    return true;
}

class Writer {
  public:
    std::string take() { return std::move(out_); }

    // Behind "key:" or "-", or at the start; the column is where its members stand.
    void value(const Node& node, std::size_t column, bool after_dash) {
        if (node.is(Node::Kind::mapping) && !node.members.empty()) {
            bool in_line = after_dash;
            for (const Node::Member& member : node.members) {
                begin_line(column, in_line);
                in_line = false;
                out_ += (is_plain(member.key) ? member.key : quoted(member.key)) + ":";
                value(member.value, column + 2, false);
            }
        } else if (node.is(Node::Kind::sequence) && !node.items.empty()) {
            bool in_line = after_dash;
            for (const Node& item : node.items) {
                begin_line(column, in_line);
                in_line = false;
                out_ += '-';
                value(item, column + 2, true);
            }
        } else {
            out_ += ' ' + scalar(node, column);
        }
    }

  private:
    void begin_line(std::size_t column, bool in_line) {
        if (in_line) {
            out_ += ' ';
            return;
        }
        if (!out_.empty() && out_.back() != '\n') out_ += '\n';
        out_.append(column, ' ');
    }

    static std::string scalar(const Node& node, std::size_t column) {
        switch (node.kind) {
            case Node::Kind::null:
                return "null";
            case Node::Kind::mapping:
                return "{}";
            case Node::Kind::sequence:
                return "[]";
            case Node::Kind::string:
                break;
            default:
                return node.text;
        }
        if (is_plain(node.text)) return node.text;
        if (column == 0 || !is_block(node.text)) return quoted(node.text);
        std::string block = node.text.ends_with('\n') ? "|" : "|-";
        std::string_view rest = node.text;
        while (!rest.empty()) {
            const auto end = rest.find('\n');
            block += '\n';
            if (end != 0) block += std::string(column, ' ') + std::string(rest.substr(0, end));
            rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        }
        return block;
    }

    std::string out_;
};

}  // namespace

std::string yaml_of(const Node& node) {
    Writer writer;
    writer.value(node, 0, false);
    std::string text = writer.take();
    if (text.starts_with(' ')) text.erase(0, 1);
    return text + '\n';
}

}  // namespace gasworks::generator
