#pragma once
#include <string>

namespace gasworks::bench {

/// Text within a cell of a Markdown table: neither its end nor HTML.
inline std::string markdown_cell(const std::string& text) {
    std::string cell;
    for (const char c : text) {
        switch (c) {
            case '|':
                cell += "\\|";
                break;
            case '<':
                cell += "&lt;";
                break;
            case '\n':
            case '\r':
                cell += ' ';
                break;
            default:
                cell += c;
        }
    }
    return cell;
}

}  // namespace gasworks::bench
