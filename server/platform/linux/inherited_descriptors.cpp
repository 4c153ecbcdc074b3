#include "platform/inherited_descriptors.hpp"

namespace gasworks::platform {

int close_descriptors_from(posix_spawn_file_actions_t& actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(&actions, first);
}

}  // namespace gasworks::platform
