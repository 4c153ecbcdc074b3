#include "generator/lifecycle/listing.hpp"

#include <algorithm>
#include <functional>

namespace gasworks::lifecycle {

namespace {

using nlohmann::ordered_json;
using Rows = std::vector<ordered_json>;

std::string cell(const ordered_json& value) {
    if (value.is_null()) return "";
    if (value.is_string()) return value.get<std::string>();
    if (!value.is_array()) return value.dump();
    std::string text;
    for (const auto& item : value)
        text += (text.empty() ? "" : " ") + cell(item);
    return text;
}

std::string table(const Rows& rows, const std::vector<std::string>& columns) {
    std::vector<std::vector<std::string>> lines(1);
    for (const std::string& column : columns) {
        std::string title = column;
        std::transform(title.begin(), title.end(), title.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
        lines.front().push_back(title);
    }
    for (const auto& row : rows) {
        auto& line = lines.emplace_back();
        for (const std::string& column : columns) {
            const std::string text = cell(row.at(column));
            line.push_back(text.empty() ? "-" : text);
        }
    }
    std::string text;
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            text += line[i];
            if (i + 1 == columns.size()) break;
            std::size_t width = 0;
            for (const auto& other : lines)
                width = std::max(width, other[i].size());
            text.append(width - line[i].size() + 2, ' ');
        }
        text += '\n';
    }
    return text;
}

std::string quoted_for_csv(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text)
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + '"';
}

std::string csv(const Rows& rows, const std::vector<std::string>& columns) {
    std::string text;
    const auto add_line = [&](const std::function<std::string(const std::string&)>& cell_of) {
        for (std::size_t i = 0; i < columns.size(); ++i)
            text += (i == 0 ? "" : ",") + quoted_for_csv(cell_of(columns[i]));
        text += "\r\n";
    };
    add_line([](const std::string& column) { return column; });
    for (const auto& row : rows)
        add_line([&](const std::string& column) { return cell(row.at(column)); });
    return text;
}

// Values are written as JSON, which is YAML.
std::string yaml(const Rows& rows) {
    if (rows.empty()) return "[]\n";
    std::string text;
    for (const auto& row : rows) {
        const char* lead = "- ";
        for (const auto& [name, value] : row.items()) {
            text += lead + name + ": " + value.dump() + '\n';
            lead = "  ";
        }
    }
    return text;
}

}  // namespace

std::string listing(const Rows& rows, const std::vector<std::string>& columns, ListingFormat format) {
    switch (format) {
        case ListingFormat::csv:
            return csv(rows, columns);
        case ListingFormat::json:
            return ordered_json(rows).dump(2) + '\n';
        case ListingFormat::yaml:
            return yaml(rows);
        case ListingFormat::table:
            break;
    }
    return table(rows, columns);
}

}  // namespace gasworks::lifecycle
