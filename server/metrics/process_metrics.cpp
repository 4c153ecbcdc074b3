#include "metrics/process_metrics.hpp"

#include <sys/resource.h>

#include "platform/process_usage.hpp"

namespace gasworks::metrics {

void collect_process(Exposition& exposition) {
    const auto gauge = [&](std::string_view name, std::string_view help, double value) {
        exposition.family(name, MetricType::gauge, help);
        exposition.sample(value);
    };
    const platform::ProcessUsage usage = platform::process_usage();
    if (usage.cpu_seconds) {
        exposition.family("process_cpu_seconds_total", MetricType::counter,
                          "User and system CPU time, in seconds.");
        exposition.sample(*usage.cpu_seconds);
    }
    if (usage.resident_bytes) {
        gauge("process_resident_memory_bytes", "Resident memory, in bytes.",
              static_cast<double>(*usage.resident_bytes));
    }
    if (usage.virtual_bytes) {
        gauge("process_virtual_memory_bytes", "Virtual memory, in bytes.",
              static_cast<double>(*usage.virtual_bytes));
    }
    if (usage.threads) gauge("process_threads", "Threads.", static_cast<double>(*usage.threads));
    if (usage.start_time) {
        gauge("process_start_time_seconds", "When the process began, in seconds since 1970.",
              *usage.start_time);
    }
    if (const auto open = platform::open_descriptors()) {
        gauge("process_open_fds", "Open file descriptors.", static_cast<double>(*open));
    }
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        gauge("process_max_fds", "Most file descriptors that may be open.",
              static_cast<double>(limit.rlim_cur));
    }
}

}  // namespace gasworks::metrics
