#pragma once
#include <spawn.h>

namespace gasworks::platform {

/// The spawned program gets none of our descriptors from `first` on. An error number, or 0.
int close_descriptors_from(posix_spawn_file_actions_t& actions, int first);

}  // namespace gasworks::platform
