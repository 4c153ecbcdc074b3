#include "generator/document/json.hpp"

#include <array>
#include <cstdio>

namespace gasworks::generator {

namespace {

void write_string(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\t') {
            out += "\\t";
        } else if (byte < 0x20) {
            std::array<char, 8> escape{};
            std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(byte));
            out += escape.data();
        } else {
            out += c;
        }
    }
    out += '"';
}

void write(std::string& out, const Node& node, std::size_t level) {
    const auto new_line = [&out](std::size_t depth) {
        out += '\n';
        out.append(2 * depth, ' ');
    };
    switch (node.kind) {
        case Node::Kind::null:
            out += "null";
            break;
        case Node::Kind::boolean:
        case Node::Kind::integer:
        case Node::Kind::number:
            out += node.text;
            break;
        case Node::Kind::string:
            write_string(out, node.text);
            break;
        case Node::Kind::sequence:
            out += '[';
            for (std::size_t i = 0; i < node.items.size(); ++i) {
                if (i > 0) out += ',';
                new_line(level + 1);
                write(out, node.items[i], level + 1);
            }
            if (!node.items.empty()) new_line(level);
            out += ']';
            break;
        case Node::Kind::mapping:
            out += '{';
            for (std::size_t i = 0; i < node.members.size(); ++i) {
                if (i > 0) out += ',';
                new_line(level + 1);
                write_string(out, node.members[i].key);
                out += ": ";
                write(out, node.members[i].value, level + 1);
            }
            if (!node.members.empty()) new_line(level);
            out += '}';
            break;
    }
}

}  // namespace

std::string json_of(const Node& node) {
    std::string out;
    write(out, node, 0);
    return out + '\n';
}

}  // namespace gasworks::generator
