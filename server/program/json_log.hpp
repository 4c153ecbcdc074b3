#pragma once
#include <memory>
#include <spdlog/formatter.h>
#include <string>
#include <string_view>

namespace gasworks::program {

/// Loggers of this name log members of a JSON object, made with JsonMembers; all others log sentences.
inline constexpr std::string_view members_logger = "members";

/// Members of a JSON object, one after the other: `"status":200,"client":"192.0.2.1"`.
class JsonMembers {
  public:
    /// Whatever `value` is, the result is JSON: what is not UTF-8 becomes U+FFFD, control characters are
    /// escaped.
    JsonMembers& add(std::string_view name, std::string_view value);
    JsonMembers& add(std::string_view name, std::size_t value);
    /// With three digits behind the point.
    JsonMembers& add(std::string_view name, double value);
    const std::string& text() const { return text_; }

  private:
    void add_name(std::string_view name);
    std::string text_;
};

/// Writes each event as one line of JSON: time (RFC 3339, UTC), level, then message or the members.
std::unique_ptr<spdlog::formatter> json_formatter();

}  // namespace gasworks::program
