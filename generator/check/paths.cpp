#include "generator/check/paths.hpp"

#include <algorithm>
#include <set>

namespace gasworks::generator {

namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    while (!path.empty()) {
        path.remove_prefix(1);  // the slash
        const auto end = path.find('/');
        segments.push_back(path.substr(0, end));
        path = end == std::string_view::npos ? std::string_view{} : path.substr(end);
    }
    return segments;
}

// What stands in braces.
std::vector<std::string_view> names_in(std::string_view segment) {
    std::vector<std::string_view> names;
    while (true) {
        const auto open = segment.find('{');
        const auto close = segment.find('}', open);
        if (open == std::string_view::npos || close == std::string_view::npos) return names;
        names.push_back(segment.substr(open + 1, close - open - 1));
        segment.remove_prefix(close + 1);
    }
}

std::size_t count(std::string_view text, char wanted) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), wanted));
}

}  // namespace

std::optional<std::string> why_no_path(std::string_view path) {
    std::set<std::string_view> seen;
    for (const char c : path) {
        if (c == '?' || c == '#' || c == '%' || static_cast<unsigned char>(c) <= ' ' || c == '\x7F') {
            return "contains a character that a path does not have; write it undecoded and without a query";
        }
    }
    const auto segments = segments_of(path);
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const std::string_view segment = segments[i];
        if (segment.empty() && i + 1 != segments.size()) return "has an empty segment";
        std::size_t end = 0;
        for (const std::string_view name : names_in(segment)) {
            if (name.empty() || name.find('{') != std::string_view::npos)
                return "has a variable without a name";
            if (name.back() == '*') return "has a variable whose name ends in an asterisk";
            if (!seen.insert(name).second) return "has the variable {" + std::string(name) + "} twice";
            const auto begin = static_cast<std::size_t>(name.data() - segment.data()) - 1;
            if (begin != 0 && begin == end) return "has two variables with nothing between them";
            end = begin + name.size() + 2;
        }
        if (count(segment, '{') != names_in(segment).size() || count(segment, '}') != count(segment, '{')) {
            return "has a brace without a partner";
        }
    }
    return std::nullopt;
}

std::vector<std::string> variables_of(std::string_view path) {
    std::vector<std::string> variables;
    for (const std::string_view segment : segments_of(path)) {
        for (const std::string_view name : names_in(segment))
            variables.emplace_back(name);
    }
    return variables;
}

std::string shape_of(std::string_view path) {
    std::string shape;
    for (const std::string_view segment : segments_of(path)) {
        shape += '/';
        bool inside = false;
        for (const char c : segment) {
            if (c == '}') inside = false;
            if (!inside) shape += c;
            if (c == '{') inside = true;
        }
    }
    return shape;
}

std::string derived_id(std::string_view method, std::string_view path) {
    std::string id(method);
    for (const std::string_view segment : segments_of(path)) {
        id += '_';
        for (const char c : segment) {
            if (c != '{' && c != '}') id += c;
        }
    }
    return id;
}

}  // namespace gasworks::generator
