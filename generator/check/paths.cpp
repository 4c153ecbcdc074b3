#include "generator/check/paths.hpp"

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

bool is_variable(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
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
        std::string_view segment = segments[i];
        if (segment.empty() && i + 1 != segments.size()) return "has an empty segment";
        if (is_variable(segment)) {
            segment = segment.substr(1, segment.size() - 2);
            if (segment.back() == '*') return "has a variable whose name ends in an asterisk";
            if (!seen.insert(segment).second) return "has the variable {" + std::string(segment) + "} twice";
        }
        if (segment.find_first_of("{}") != std::string_view::npos) {
            return "has a variable that is only part of a segment; write /{name}/";
        }
    }
    return std::nullopt;
}

std::vector<std::string> variables_of(std::string_view path) {
    std::vector<std::string> variables;
    for (const std::string_view segment : segments_of(path)) {
        if (is_variable(segment)) variables.emplace_back(segment.substr(1, segment.size() - 2));
    }
    return variables;
}

std::string shape_of(std::string_view path) {
    std::string shape;
    for (const std::string_view segment : segments_of(path)) {
        shape += '/';
        shape += is_variable(segment) ? std::string_view("{}") : segment;
    }
    return shape;
}

std::string derived_id(std::string_view method, std::string_view path) {
    std::string id(method);
    for (const std::string_view segment : segments_of(path)) {
        id += '_';
        id += is_variable(segment) ? segment.substr(1, segment.size() - 2) : segment;
    }
    return id;
}

}  // namespace gasworks::generator
