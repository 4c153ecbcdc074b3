#pragma once

namespace gasworks::program {

/// Raises how many descriptors this process may have (`ulimit -n`) to what it may raise it to, at most to
/// 16,384: what the system gives by default is made for programs that use select(2), and few for a server.
/// Changes nothing where that fails.
void raise_descriptor_limit();

}  // namespace gasworks::program
