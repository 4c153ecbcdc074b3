#include "platform/processor.hpp"

#include <thread>

namespace gasworks::platform {

std::string processor_name() {
    return {};
}

unsigned usable_cores() {
    return std::thread::hardware_concurrency();
}

}  // namespace gasworks::platform
