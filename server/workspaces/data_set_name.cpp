#include "workspaces/data_set_name.hpp"

namespace eigenfaces::service {

std::optional<DataSetName> DataSetName::parse(std::string_view text) {
    constexpr std::size_t longest = 64;
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    if (text.empty() || text.size() > longest || text.front() == '.') return std::nullopt;
    if (text.find_first_not_of(allowed) != std::string_view::npos) return std::nullopt;
    return DataSetName(text);
}

}  // namespace eigenfaces::service
