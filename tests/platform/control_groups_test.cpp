#include <fstream>

#include "platform/machine_memory.hpp"
#include "platform/processor_quota.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using gasworks::platform::memory_of_machine;

namespace {

void put(const std::filesystem::path& path, const std::string& text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
}

}  // namespace

TEST_CASE("the memory of a machine is its own, or what a control group around the process leaves of it") {
    const TemporaryFolder root;
    const auto all = memory_of_machine(root / "nothing");
    CHECK(all > 100'000'000);
    const auto of = [&] { return memory_of_machine(root.path()); };
    put(root / "proc/self/cgroup", "0::/system.slice/gasworks.service\n");
    put(root / "sys/fs/cgroup/system.slice/gasworks.service/memory.max", "max\n");
    CHECK(of() == all);
    put(root / "sys/fs/cgroup/system.slice/memory.max", "67108864\n");
    CHECK(of() == 67'108'864);
    put(root / "sys/fs/cgroup/system.slice/gasworks.service/memory.max", "33554432\n");
    CHECK(of() == 33'554'432);
    put(root / "sys/fs/cgroup/memory/memory.limit_in_bytes", "1048576\n");
    CHECK(of() == 1'048'576);
}

TEST_CASE("the time of processors is what the tightest control group around the process leaves of it") {
    const TemporaryFolder root;
    const auto of = [&] { return gasworks::platform::processor_quota(root.path()); };
    CHECK(!of());
    put(root / "proc/self/cgroup", "0::/system.slice/gasworks.service\n");
    put(root / "sys/fs/cgroup/system.slice/gasworks.service/cpu.max", "max 100000\n");
    CHECK(!of());
    put(root / "sys/fs/cgroup/system.slice/cpu.max", "150000 100000\n");
    CHECK(of() == 1.5);
    put(root / "sys/fs/cgroup/system.slice/gasworks.service/cpu.max", "25000 50000\n");
    CHECK(of() == 0.5);
}
