#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

std::optional<WorkspaceId> WorkspaceId::parse(std::string_view text) {
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    if (text.empty() || text.size() > 64 || text == "." || text == "..") return std::nullopt;
    if (text.find_first_not_of(allowed) != std::string_view::npos) return std::nullopt;
    return WorkspaceId(text);
}

}  // namespace eigenfaces::service
