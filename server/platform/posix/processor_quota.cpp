#include "platform/processor_quota.hpp"

namespace gasworks::platform {

std::optional<double> processor_quota(const std::filesystem::path&) {
    return std::nullopt;
}

}  // namespace gasworks::platform
