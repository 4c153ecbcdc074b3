#include "generator/bench/csv.hpp"

#include <charconv>
#include <cmath>
#include <stdexcept>

namespace gasworks::bench {

namespace {

/// The fields of one line. No field of ours has a line's end within.
std::vector<std::string> fields_of(std::string_view line, const std::string& where) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
            fields.back() += '"';
            ++i;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            fields.emplace_back();
        } else {
            fields.back() += c;
        }
    }
    if (quoted) throw std::runtime_error(where + ": a quotation mark is not closed");
    return fields;
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ",") + name;
    return text;
}

}  // namespace

std::vector<std::vector<std::string>> read_csv(std::string_view text, const std::vector<std::string>& columns,
                                               const std::string& what) {
    std::vector<std::vector<std::string>> records;
    bool has_head = false;
    for (std::size_t number = 1; !text.empty(); ++number) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty() || line.starts_with('#')) continue;
        const std::string where = what + ", line " + std::to_string(number);
        auto fields = fields_of(line, where);
        if (!has_head) {
            if (fields != columns)
                throw std::runtime_error(where + ": the columns have to be " + joined(columns));
            has_head = true;
            continue;
        }
        if (fields.size() != columns.size()) {
            throw std::runtime_error(where + ": has " + std::to_string(fields.size()) + " fields, not " +
                                     std::to_string(columns.size()));
        }
        records.push_back(std::move(fields));
    }
    if (!has_head) throw std::runtime_error(what + " is empty; its columns have to be " + joined(columns));
    return records;
}

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text)
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

double csv_number(const std::string& text, const std::string& what) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number) || number < 0)
        throw std::runtime_error(what + " is '" + text + "', not a number of 0 or more");
    return number;
}

}  // namespace gasworks::bench
