#include "platform/flushing.hpp"

namespace gasworks::platform {

// sync() exists, but does not tell whether it worked, nor wait until it has.
Flushing flush_file_system(int) {
    return Flushing::not_supported;
}

}  // namespace gasworks::platform
