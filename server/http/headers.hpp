#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gasworks::http {

/// Header fields in the order in which they were sent or added. Names compare without regard to case
/// (RFC 9110, 5.1); a name may occur several times.
class Headers {
  public:
    using Field = std::pair<std::string, std::string>;

    void add(std::string name, std::string value);
    /// Replaces every field of this name by one.
    void set(std::string_view name, std::string value);
    /// The first field of this name.
    std::optional<std::string_view> get(std::string_view name) const;
    /// Every field of this name, in order.
    std::vector<std::string_view> all(std::string_view name) const;
    bool contains(std::string_view name) const { return get(name).has_value(); }

    std::size_t size() const { return fields_.size(); }
    auto begin() const { return fields_.begin(); }
    auto end() const { return fields_.end(); }

  private:
    std::vector<Field> fields_;
};

/// ASCII comparison without regard to case, as HTTP compares tokens.
bool equals_ignoring_case(std::string_view a, std::string_view b);

}  // namespace gasworks::http
