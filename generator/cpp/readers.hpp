#pragma once
#include <string>
#include <vector>

#include "generator/cpp/text.hpp"
#include "generator/cpp/types.hpp"

namespace gasworks::generator {

/// Writes the expressions that make readers (http/json_values.hpp) for schemas, and collects the patterns
/// that they need. One per generated file.
class Readers {
  public:
    explicit Readers(const Types& types) : types_(types) {}

    /// http::array_of(http::Int32Reader{.minimum = 1}, {.max_items = 3})
    std::string reader(const Schema& schema);

    /// The readers of the alternatives, for `list`: http::alternative("Circle", parse_circle, {"circle"})
    std::vector<std::string> alternatives(const Schema& schema);

    /// The expression of the http::JsonSchema that values of this schema are compared with, too.
    std::string asserted(const Schema& schema);

    /// The functions that hold the patterns, lists of values and schemas used so far, for the file's
    /// anonymous namespace.
    void write_patterns(Text& text) const;
    /// Whether http/alternatives.hpp is needed.
    bool needs_alternatives() const { return needs_alternatives_; }
    /// Whether http/json_schema.hpp is needed.
    bool needs_schemas() const { return !schemas_.empty(); }

  private:
    std::string value_reader(const Schema& schema);
    std::string string_reader(const Schema& schema);
    std::string pattern(const std::string& expression);

    const Types& types_;
    std::vector<std::string> patterns_;
    std::vector<std::string> values_;
    std::vector<std::string> schemas_;
    bool needs_alternatives_ = false;
};

}  // namespace gasworks::generator
