#pragma once
#include <string>

namespace gasworks::bench {

/// Text within a cell of a Markdown table.
inline std::string markdown_cell(const std::string& text) {
    std::string cell;
    for (const char c : text)
        cell += c == '|' ? std::string("\\|") : std::string(1, c == '\n' ? ' ' : c);
    return cell;
}

}  // namespace gasworks::bench
