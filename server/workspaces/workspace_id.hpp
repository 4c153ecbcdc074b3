#pragma once
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace eigenfaces::service {

/// The name of a workspace: 1 to 64 of [A-Za-z0-9._-], but not "." or "..", so that it is always the name of
/// one folder.
class WorkspaceId {
  public:
    static std::optional<WorkspaceId> parse(std::string_view text);

    const std::string& text() const { return text_; }
    auto operator<=>(const WorkspaceId&) const = default;

  private:
    explicit WorkspaceId(std::string_view text) : text_(text) {}
    std::string text_;
};

}  // namespace eigenfaces::service
