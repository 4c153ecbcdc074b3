#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gasworks::http {

/// A segment of a path that is made of text and variables: "{name}.json", "{base}...{head}".
class SegmentTemplate {
  public:
    /// Throws std::invalid_argument when a brace has no partner, a variable has no name, or nothing stands
    /// between two variables.
    explicit SegmentTemplate(std::string_view text);

    /// The variables' texts when the segment fits, each with one character or more. A variable ends where the
    /// text behind it first occurs.
    std::optional<std::vector<std::string_view>> match(std::string_view segment) const;

    const std::vector<std::string>& names() const { return names_; }
    /// The template without the names: "{}.json".
    std::string shape() const;

  private:
    std::vector<std::string> names_;
    std::vector<std::string> texts_;  ///< before, between and behind the variables; one more than names
};

}  // namespace gasworks::http
