#include "platform/limitations.hpp"

namespace gasworks::platform {

std::vector<std::string_view> limitations() {
    return {};
}

}  // namespace gasworks::platform
