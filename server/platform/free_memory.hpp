#pragma once

namespace gasworks::platform {

/// Gives memory that is free inside the allocator back to the system. Nothing where the allocator takes no
/// such wish: then it decides by itself.
void return_free_memory();

}  // namespace gasworks::platform
