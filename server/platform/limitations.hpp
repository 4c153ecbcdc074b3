#pragma once
#include <string_view>
#include <vector>

namespace gasworks::platform {

/// What a service does less well on this system than on Linux; sentences for its log.
std::vector<std::string_view> limitations();

}  // namespace gasworks::platform
