#include "platform/thread_niceness.hpp"

namespace gasworks::platform {

bool add_niceness_to_this_thread(int) {
    return false;
}

}  // namespace gasworks::platform
