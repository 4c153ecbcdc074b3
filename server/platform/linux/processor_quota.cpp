#include "platform/processor_quota.hpp"

#include <algorithm>
#include <fstream>

#include "platform/linux/control_group.hpp"

namespace gasworks::platform {

std::optional<double> processor_quota(const std::filesystem::path& root) {
    std::optional<double> quota;
    for (const std::filesystem::path& group : control_groups(root)) {
        // "MICROSECONDS PERIOD", or "max PERIOD".
        std::ifstream file(group / "cpu.max");
        double time = 0;
        double period = 0;
        if (!(file >> time >> period) || period <= 0) continue;
        quota = quota ? std::min(*quota, time / period) : time / period;
    }
    return quota;
}

}  // namespace gasworks::platform
