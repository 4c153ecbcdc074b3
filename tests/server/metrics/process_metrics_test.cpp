#include "metrics/process_metrics.hpp"

#include <chrono>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

#include "tests/catch.hpp"
#include "tests/server/metrics/exposition_check.hpp"

namespace {

Samples process() {
    gasworks::metrics::Exposition exposition;
    gasworks::metrics::collect_process(exposition);
    return read_exposition(exposition.text());
}

}  // namespace

TEST_CASE("the process is told as the kernel sees it") {
    const Samples before = process();
    CHECK(before.at("process_resident_memory_bytes") > 1e6);
    CHECK(before.at("process_virtual_memory_bytes") >= before.at("process_resident_memory_bytes"));
    CHECK(before.at("process_threads") >= 1);
    CHECK(before.at("process_max_fds") >= before.at("process_open_fds"));
    CHECK(before.at("process_cpu_seconds_total") >= 0);
    const double now =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    CHECK(before.at("process_start_time_seconds") < now + 2);
    CHECK(before.at("process_start_time_seconds") > now - 3600);

    std::vector<int> descriptors;
    for (int i = 0; i < 5; ++i)
        descriptors.push_back(open("/dev/null", O_RDONLY | O_CLOEXEC));
    CHECK(process().at("process_open_fds") == before.at("process_open_fds") + 5);
    for (const int descriptor : descriptors)
        close(descriptor);
    CHECK(process().at("process_open_fds") == before.at("process_open_fds"));
}
