#include "platform/limitations.hpp"

namespace gasworks::platform {

std::vector<std::string_view> limitations() {
    return {
        "threads have no priorities of their own here: long work takes processor time from short requests",
        "memory, threads and start of the process are not told here: their metrics are left out",
        "limits of memory around the process are not known here: only the machine's memory counts",
    };
}

}  // namespace gasworks::platform
