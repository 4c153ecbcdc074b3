#include "platform/free_memory.hpp"

#include <malloc.h>

namespace gasworks::platform {

void return_free_memory() {
    malloc_trim(0);
}

}  // namespace gasworks::platform
