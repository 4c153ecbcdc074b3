#include "http/router.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>

#include "http/segment_template.hpp"

namespace gasworks::http {

namespace {

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

/// Nothing for a sequence that is not %XX, and for a NUL.
std::optional<std::string> decoded(std::string_view segment) {
    std::string text;
    text.reserve(segment.size());
    for (std::size_t i = 0; i < segment.size(); ++i) {
        char c = segment[i];
        if (c == '%') {
            if (i + 2 >= segment.size()) return std::nullopt;
            const auto high = hex_digit(segment[i + 1]);
            const auto low = hex_digit(segment[i + 2]);
            if (!high || !low) return std::nullopt;
            c = static_cast<char>(*high * 16 + *low);
            i += 2;
        }
        if (c == '\0') return std::nullopt;
        text += c;
    }
    return text;
}

std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> segments;
    path.remove_prefix(1);
    while (true) {
        const auto slash = path.find('/');
        segments.push_back(path.substr(0, slash));
        if (slash == std::string_view::npos) return segments;
        path.remove_prefix(slash + 1);
    }
}

enum class SegmentKind { literal, mixed, variable, rest };

SegmentKind kind_of(std::string_view segment) {
    if (segment.find_first_of("{}") == std::string_view::npos) return SegmentKind::literal;
    const bool whole = segment.starts_with('{') && segment.find('}') == segment.size() - 1;
    if (!whole) return SegmentKind::mixed;
    return segment.ends_with("*}") ? SegmentKind::rest : SegmentKind::variable;
}

/// "id" of "{id}" and of "{id*}".
std::string variable_name(std::string_view segment) {
    segment.remove_prefix(1);
    segment.remove_suffix(segment.ends_with("*}") ? 2 : 1);
    return std::string(segment);
}

void check(const Route& route) {
    const auto reject = [&](const char* reason) {
        throw std::invalid_argument("the route " + route.method + ' ' + route.path + ": " + reason);
    };
    if (!route.path.starts_with('/')) reject("a path starts with '/'");
    if (!route.handler) reject("there is no handler");
    if (route.method.empty()) reject("there is no method");
    const auto segments = split(route.path);
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const std::string_view segment = segments[i];
        if (kind_of(segment) == SegmentKind::literal) continue;
        if (kind_of(segment) != SegmentKind::rest) {
            try {
                const SegmentTemplate checked(segment);
            } catch (const std::invalid_argument& error) {
                reject(error.what());
            }
        } else if (variable_name(segment).empty()) {
            reject("a variable needs a name");
        }
        if (kind_of(segment) == SegmentKind::rest && i + 1 != segments.size()) {
            reject("a variable that takes the rest of the path is the last segment");
        }
    }
}

}  // namespace

/// A place in the tree of paths; each edge is a segment.
struct Router::Node {
    struct Mixed {
        SegmentTemplate segment;
        std::unique_ptr<Node> node;
    };
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::vector<Mixed> mixed;  ///< the longest first, since it says most
    std::unique_ptr<Node> variable;
    std::unique_ptr<Node> rest;
    std::map<std::string, Route, std::less<>> routes;  ///< by method

    /// Where segments of this shape lead; made when there is none.
    std::unique_ptr<Node>& mixed_node(const SegmentTemplate& segment) {
        const auto known = std::find_if(mixed.begin(), mixed.end(), [&](const Mixed& other) {
            return other.segment.shape() == segment.shape();
        });
        if (known != mixed.end()) return known->node;
        const auto place = std::find_if(mixed.begin(), mixed.end(), [&](const Mixed& other) {
            return other.segment.shape().size() < segment.shape().size();
        });
        return mixed.insert(place, Mixed{segment, nullptr})->node;
    }
    void collect_operation_ids(std::set<std::string>& ids) const;
    /// The node for these segments, the most literal one first. `values` gets the variables' texts, decoded.
    const Node* find(std::span<const std::string> decoded_segments, std::vector<std::string>& values) const;
    void for_each(const std::function<void(Route&)>& visit);
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Route route) {
    check(route);
    Node* node = root_.get();
    for (const std::string_view segment : split(route.path)) {
        std::unique_ptr<Node>* next = nullptr;
        switch (kind_of(segment)) {
            case SegmentKind::literal:
                next = &node->literals[std::string(segment)];
                break;
            case SegmentKind::mixed:
                next = &node->mixed_node(SegmentTemplate(segment));
                break;
            case SegmentKind::variable:
                next = &node->variable;
                break;
            case SegmentKind::rest:
                next = &node->rest;
                break;
        }
        if (!*next) *next = std::make_unique<Node>();
        node = next->get();
    }
    const auto [existing, is_new] = node->routes.try_emplace(route.method, route);
    if (!is_new) {
        throw std::invalid_argument("the routes " + route.method + ' ' + route.path + " and " +
                                    existing->second.path + " are the same");
    }
}

void Router::for_each(const std::function<void(Route&)>& visit) {
    root_->for_each(visit);
}

void Router::Node::for_each(const std::function<void(Route&)>& visit) {
    for (auto& [method, route] : routes)
        visit(route);
    for (auto& [text, node] : literals)
        node->for_each(visit);
    for (Mixed& candidate : mixed)
        candidate.node->for_each(visit);
    if (variable) variable->for_each(visit);
    if (rest) rest->for_each(visit);
}

void Router::Node::collect_operation_ids(std::set<std::string>& ids) const {
    for (const auto& [method, route] : routes)
        ids.insert(route.operation_id);
    for (const auto& [segment, node] : literals)
        node->collect_operation_ids(ids);
    for (const Mixed& candidate : mixed)
        candidate.node->collect_operation_ids(ids);
    for (const Node* node : {variable.get(), rest.get()})
        if (node != nullptr) node->collect_operation_ids(ids);
}

std::vector<std::string> Router::operation_ids() const {
    std::set<std::string> ids;
    root_->collect_operation_ids(ids);
    return {ids.begin(), ids.end()};
}

const Router::Node* Router::Node::find(std::span<const std::string> decoded_segments,
                                       std::vector<std::string>& values) const {
    if (decoded_segments.empty()) return routes.empty() ? nullptr : this;
    const std::string& first = decoded_segments.front();
    if (const auto literal = literals.find(first); literal != literals.end()) {
        if (const Node* found = literal->second->find(decoded_segments.subspan(1), values)) return found;
    }
    for (const Mixed& candidate : mixed) {
        const auto texts = candidate.segment.match(first);
        if (!texts) continue;
        const std::size_t before = values.size();
        values.insert(values.end(), texts->begin(), texts->end());
        if (const Node* found = candidate.node->find(decoded_segments.subspan(1), values)) return found;
        values.resize(before);
    }
    if (variable && !first.empty()) {
        values.push_back(first);
        if (const Node* found = variable->find(decoded_segments.subspan(1), values)) return found;
        values.pop_back();
    }
    if (rest) {
        std::string text = first;
        for (const std::string& segment : decoded_segments.subspan(1))
            text += '/' + segment;
        values.push_back(std::move(text));
        return rest.get();
    }
    return nullptr;
}

std::variant<Router::Found, Router::NotFound, Router::MethodNotAllowed, Router::BadPath> Router::find(
    std::string_view method, std::string_view path) const {
    if (!path.starts_with('/')) return BadPath{"the path does not start with '/'"};
    std::vector<std::string> segments;
    for (const std::string_view segment : split(path)) {
        auto text = decoded(segment);
        if (!text) {
            return BadPath{"the path has a segment that is not valid percent-encoding, or contains a NUL"};
        }
        segments.push_back(*std::move(text));
    }
    // Each variable costs a branch, so a path of thousands of segments is answered before the tree is walked.
    constexpr std::size_t most_segments = 256;
    if (segments.size() > most_segments) return NotFound{};

    std::vector<std::string> values;
    const Node* node = root_->find(segments, values);
    if (node == nullptr) return NotFound{};
    auto route = node->routes.find(method);
    if (route == node->routes.end() && method == "HEAD") route = node->routes.find("GET");
    if (route != node->routes.end()) {
        Found found{&route->second, {}};
        std::size_t next = 0;
        for (const std::string_view segment : split(route->second.path)) {
            const SegmentKind kind = kind_of(segment);
            if (kind == SegmentKind::literal) continue;
            const auto names = kind == SegmentKind::mixed ? SegmentTemplate(segment).names()
                                                          : std::vector{variable_name(segment)};
            for (const std::string& name : names)
                found.parameters.emplace_back(name, std::move(values[next++]));
        }
        return found;
    }
    MethodNotAllowed refused;
    for (const auto& [allowed, unused] : node->routes)
        refused.allowed.push_back(allowed);
    if (node->routes.contains("GET") && !node->routes.contains("HEAD")) refused.allowed.emplace_back("HEAD");
    if (!node->routes.contains("OPTIONS")) refused.allowed.emplace_back("OPTIONS");
    std::sort(refused.allowed.begin(), refused.allowed.end());
    return refused;
}

}  // namespace gasworks::http
