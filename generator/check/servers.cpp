#include "generator/check/servers.hpp"

#include "generator/check/paths.hpp"

namespace gasworks::generator {

namespace {

// "{name}" becomes the default of the variable.
std::string with_variables(const Node& url, const Node* variables, Diagnostics& diagnostics) {
    std::string result;
    std::string_view rest = url.text;
    while (true) {
        const auto open = rest.find('{');
        result += rest.substr(0, open);
        if (open == std::string_view::npos) return result;
        const auto close = rest.find('}', open);
        const std::string name(
            rest.substr(open + 1, close == std::string_view::npos ? close : close - open - 1));
        const Node* variable = variables == nullptr ? nullptr : variables->find(name);
        const Node* value = variable == nullptr ? nullptr : variable->find("default");
        if (close == std::string_view::npos || value == nullptr) {
            diagnostics.error(url.position,
                              "the server's variable {" + name + "} has no default under 'variables'");
            return result;
        }
        result += value->text;
        rest.remove_prefix(close + 1);
    }
}

std::string path_of(std::string_view url) {
    if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
        const auto slash = url.find('/', scheme + 3);
        url = slash == std::string_view::npos ? std::string_view{} : url.substr(slash);
    }
    url = url.substr(0, url.find_first_of("?#"));
    while (url.ends_with('/'))
        url.remove_suffix(1);
    return std::string(url);
}

}  // namespace

std::optional<std::string> base_path(Fields& fields, Diagnostics& diagnostics) {
    const Node* servers = fields.take("servers", Node::Kind::sequence);
    if (servers == nullptr || servers->items.empty()) return std::nullopt;
    std::optional<std::string> first;
    for (const Node& item : servers->items) {
        Fields server(item, "a server", diagnostics);
        const Node* url = server.take_required("url", Node::Kind::string);
        const Node* variables = server.take("variables", Node::Kind::mapping);
        server.documentation({"description"});
        server.finish();
        if (url == nullptr) continue;
        const std::string path = path_of(with_variables(*url, variables, diagnostics));
        if (!path.empty() && path.front() != '/') {
            diagnostics.error(url->position,
                              "the path of the server's URL '" + url->text + "' begins with a slash");
        } else if (path.find_first_of("{}") != std::string::npos) {
            diagnostics.error(url->position, "the path of the server's URL '" + path + "' has a brace");
        } else if (const auto problem = why_no_path(path)) {
            diagnostics.error(url->position, "the path of the server's URL '" + path + "' " + *problem);
        } else if (!first) {
            first = path;
        } else if (path != *first) {
            diagnostics.warning(url->position, "the routes are under '" + *first +
                                                   "/', as the first server says; this one has another path");
        }
    }
    return first;
}

}  // namespace gasworks::generator
