#pragma once
#include "metrics/exposition.hpp"

namespace gasworks::metrics {

/// This process as the kernel sees it, under the names that Prometheus's client libraries share:
/// process_cpu_seconds_total, process_resident_memory_bytes, process_virtual_memory_bytes, process_open_fds,
/// process_max_fds, process_threads, process_start_time_seconds. What the system does not tell is left out.
void collect_process(Exposition& exposition);

}  // namespace gasworks::metrics
