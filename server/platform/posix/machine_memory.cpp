#include "platform/machine_memory.hpp"

#include <unistd.h>

namespace gasworks::platform {

std::uint64_t memory_of_machine(const std::filesystem::path&) {
    return static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
           static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace gasworks::platform
