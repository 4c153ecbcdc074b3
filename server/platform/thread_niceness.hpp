#pragma once

namespace gasworks::platform {

/// Adds to the niceness of the calling thread and of threads that it starts from then on: it leaves the
/// processors to what matters more. False where this system knows niceness of whole processes only; nothing
/// happens then.
bool add_niceness_to_this_thread(int niceness);

}  // namespace gasworks::platform
