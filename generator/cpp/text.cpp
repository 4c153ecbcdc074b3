#include "generator/cpp/text.hpp"

#include <array>
#include <cstdio>

namespace gasworks::generator {

namespace {

// What a comment can't have: control characters, a backslash that would continue it on the next line, and
// the characters that turn the direction of text, which compilers warn of.
std::string for_comment(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const std::string_view three = text.substr(i, 3);
        const bool turns = three == "\xE2\x80\xAA" || three == "\xE2\x80\xAB" || three == "\xE2\x80\xAC" ||
                           three == "\xE2\x80\xAD" || three == "\xE2\x80\xAE" || three == "\xE2\x81\xA6" ||
                           three == "\xE2\x81\xA7" || three == "\xE2\x81\xA8" || three == "\xE2\x81\xA9";
        if (turns) {
            i += 2;
        } else if (byte >= 0x20 && byte != 0x7F) {
            result += text[i];
        }
    }
    while (!result.empty() && result.back() == ' ')
        result.pop_back();
    // Two question marks and a slash were a backslash once, and compilers warn of it.
    if (result.ends_with('\\') || result.ends_with("?"
                                                   "?/"))
        result += '.';
    return result;
}

}  // namespace

void Text::line(std::string_view text) {
    if (!text.empty()) text_ += std::string(4 * level_, ' ');
    text_ += text;
    text_ += '\n';
}

void Text::open(std::string_view text) {
    line(text);
    ++level_;
}

void Text::close(std::string_view text) {
    --level_;
    line(text);
}

void Text::document(std::string_view text) {
    while (!text.empty() && text.back() == '\n')
        text.remove_suffix(1);
    const std::size_t width = columns - 4 * level_ - 4;
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string rest = for_comment(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        while (rest.size() > width) {
            auto space = rest.rfind(' ', width);
            if (space == std::string::npos || space == 0) space = rest.find(' ', width);
            if (space == std::string::npos) break;
            line("/// " + for_comment(std::string_view(rest).substr(0, space)));
            rest.erase(0, space + 1);
        }
        line(rest.empty() ? "///" : "/// " + rest);
    }
}

void Text::list(std::string_view head, const std::vector<std::string>& items, std::string_view tail) {
    std::string single(head);
    for (std::size_t i = 0; i < items.size(); ++i)
        single += (i == 0 ? "" : ", ") + items[i];
    single += tail;
    if (4 * level_ + single.size() <= columns || items.empty()) {
        line(single);
        return;
    }
    line(head);
    ++level_;
    for (std::size_t i = 0; i < items.size(); ++i) {
        line(items[i] + (i + 1 == items.size() ? std::string(tail) : ","));
    }
    --level_;
}

std::string string_literal(std::string_view text) {
    std::string literal = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            literal += '\\';
            literal += c;
        } else if (c == '\n') {
            literal += "\\n";
        } else if (c == '?' && literal.back() == '?') {
            literal += "\\?";  // else a trigraph
        } else if (byte >= 0x20 && byte < 0x7F) {
            literal += c;
        } else {
            std::array<char, 5> octal{};
            std::snprintf(octal.data(), octal.size(), "\\%03o", static_cast<unsigned>(byte));
            literal += octal.data();
        }
    }
    return literal + '"';
}

std::string double_literal(const std::string& number) {
    return number.find_first_of(".eE") == std::string::npos ? number + ".0" : number;
}

std::string literal_list(const std::vector<std::string>& texts) {
    std::string list;
    for (const std::string& text : texts)
        list += (list.empty() ? "" : ", ") + string_literal(text);
    return "{" + list + "}";
}

}  // namespace gasworks::generator
