#include "platform/flushing.hpp"

#include <unistd.h>

namespace gasworks::platform {

Flushing flush_file_system(int descriptor) {
    return syncfs(descriptor) == 0 ? Flushing::done : Flushing::failed;
}

}  // namespace gasworks::platform
