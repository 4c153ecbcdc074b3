#include "model/python_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace eigenfaces {
namespace {

constexpr std::size_t line_width = 75;
constexpr std::size_t summary_threshold = 1000;
constexpr std::size_t edge_items = 3;
constexpr std::size_t summary_mark = static_cast<std::size_t>(-1);

/// Indices to print, with summary_mark where some are left out.
std::vector<std::size_t> shown_indices(std::size_t size, bool summarise) {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < size; ++i) {
        if (!summarise || size <= 2 * edge_items || i < edge_items || i >= size - edge_items) {
            indices.push_back(i);
        } else if (i == edge_items) {
            indices.push_back(summary_mark);
        }
    }
    return indices;
}

std::string print_row(const std::vector<std::string>& words) {
    // The brackets of the matrix and of the row each take a column.
    constexpr std::size_t usable = line_width - 2;
    const std::string indent = "  ";
    std::string text;
    std::string line = indent;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (line.size() + words[i].size() > usable && line.size() > indent.size()) {
            text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
            line = indent;
        }
        line += words[i];
        if (i + 1 < words.size()) line += " ";
    }
    return "[" + (text + line).substr(indent.size()) + "]";
}

}  // namespace

std::string python_repr(double value) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
    std::string text(buffer, end);
    const std::string sign = text[0] == '-' ? "-" : "";
    text.erase(0, sign.size());
    const std::size_t e = text.find('e');
    const int exponent = std::atoi(text.c_str() + e + 1);
    std::string digits = text.substr(0, e);
    std::erase(digits, '.');
    if (exponent < -4 || exponent >= 16) {
        std::string number = digits.substr(0, 1);
        if (digits.size() > 1) number += "." + digits.substr(1);
        const std::string power = std::to_string(std::abs(exponent));
        return sign + number + (exponent < 0 ? "e-" : "e+") + (power.size() < 2 ? "0" : "") + power;
    }
    if (exponent < 0) return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    const std::size_t before_point = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() < before_point) digits.append(before_point - digits.size(), '0');
    const std::string fraction = digits.substr(before_point);
    return sign + digits.substr(0, before_point) + "." + (fraction.empty() ? "0" : fraction);
}

std::string numpy_str(const ConfusionMatrix& matrix) {
    if (matrix.empty()) return "[]";
    const bool summarise = matrix.size() * matrix.front().size() > summary_threshold;
    const std::vector<std::size_t> rows = shown_indices(matrix.size(), summarise);
    const std::vector<std::size_t> columns = shown_indices(matrix.front().size(), summarise);
    std::size_t width = 0;
    for (const std::size_t r : rows) {
        for (const std::size_t c : columns) {
            if (r != summary_mark && c != summary_mark)
                width = std::max(width, std::to_string(matrix[r][c]).size());
        }
    }
    std::string text = "[";
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i > 0) text += "\n ";
        if (rows[i] == summary_mark) {
            text += "...";
            continue;
        }
        std::vector<std::string> words;
        for (const std::size_t c : columns) {
            std::string word = c == summary_mark ? "..." : std::to_string(matrix[rows[i]][c]);
            if (c != summary_mark) word.insert(0, width - word.size(), ' ');
            words.push_back(std::move(word));
        }
        text += print_row(words);
    }
    return text + "]";
}

}  // namespace eigenfaces
