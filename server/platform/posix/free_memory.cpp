#include "platform/free_memory.hpp"

namespace gasworks::platform {

void return_free_memory() {}

}  // namespace gasworks::platform
