#include "http/alternatives.hpp"

#include <functional>
#include <memory>

#include "http/json_values.hpp"
#include "tests/catch.hpp"

using namespace gasworks::http;
using nlohmann::json;

namespace {

/// A node is one of two objects, each with a node as its child and a name that it needs: what two generated
/// readers of schemas that contain each other do.
std::optional<int> read_node(const json& value, const Place& place, Violations& found);

std::optional<int> read_object(const char* needed, const json& value, const Place& place, Violations& found) {
    const auto before = found.count();
    if (!value.is_object()) {
        add_wrong_kind("an object", value, place, found);
        return std::nullopt;
    }
    if (!value.contains(needed)) found.add(place.at(needed), "is required");
    int depth = 0;
    if (value.contains("child")) depth = read_node(value["child"], place.at("child"), found).value_or(0);
    if (found.count() != before) return std::nullopt;
    return depth + 1;
}

std::optional<int> read_a(const json& value, const Place& place, Violations& found) {
    return read_object("a", value, place, found);
}

std::optional<int> read_b(const json& value, const Place& place, Violations& found) {
    return read_object("b", value, place, found);
}

std::optional<int> read_node(const json& value, const Place& place, Violations& found) {
    return one_of<int>(alternative("A", read_a), alternative("B", read_b))(value, place, found);
}

json chain(int depth) {
    json node = {{"b", 1}};
    for (int i = 1; i < depth; ++i)
        node = {{"b", 1}, {"child", node}};
    return node;
}

}  // namespace

TEST_CASE("alternatives that contain themselves are told apart where they nest a few times") {
    for (const int depth : {1, 4, 8}) {
        Violations found;
        CHECK(read_node(chain(depth), Place::body(), found) == depth);
        CHECK(found.empty());
    }
}

TEST_CASE("alternatives that nest too deep are refused before they have cost much") {
    Violations found;
    CHECK_FALSE(read_node(chain(64), Place::body(), found));
    REQUIRE_FALSE(found.empty());
    CHECK_THAT(found.kept().front().detail, ContainsSubstring("so many alternatives within each other"));

    // Each value of a long list has as many attempts as it would have alone.
    Violations of_list;
    const json list(500, chain(6));
    for (std::size_t i = 0; i < list.size(); ++i)
        CHECK(read_node(list[i], Place::body().at(i), of_list) == 6);
    CHECK(of_list.empty());
}
