#include "generator/bench/machine.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/utsname.h>

#include "platform/machine_memory.hpp"
#include "platform/processor.hpp"
#include "platform/processor_quota.hpp"

namespace gasworks::bench {

namespace {

/// What follows `key` and a separator on the first line of a file that begins so, without quotes.
std::string value_of(const char* file, const std::string& key, char separator) {
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(key)) continue;
        const auto at = line.find(separator);
        if (at == std::string::npos) continue;
        const auto first = line.find_first_not_of(" \t\"", at + 1);
        const auto last = line.find_last_not_of(" \t\"");
        return first == std::string::npos ? std::string() : line.substr(first, last - first + 1);
    }
    return {};
}

std::string container() {
    if (std::getenv("KUBERNETES_SERVICE_HOST") != nullptr) return "kubernetes";
    std::error_code missing;
    if (std::filesystem::exists("/run/.containerenv", missing)) return "podman";
    if (std::filesystem::exists("/.dockerenv", missing)) return "docker";
    return {};
}

}  // namespace

Machine describe_machine() {
    Machine machine;
    machine.processor = platform::processor_name();
    machine.cores = platform::usable_cores();
    machine.processor_limit = platform::processor_quota().value_or(0);
    machine.memory = platform::memory_of_machine();
    utsname name{};
    if (uname(&name) == 0)
        machine.kernel = std::string(name.sysname) + ' ' + name.release + ' ' + name.machine;
    machine.system = value_of("/etc/os-release", "PRETTY_NAME", '=');
    machine.container = container();
    return machine;
}

std::string description(const Machine& machine) {
    constexpr double gigabyte = 1e9;
    std::array<char, 32> limit{};
    if (machine.processor_limit > 0)
        std::snprintf(limit.data(), limit.size(), " (limited to %.3g)", machine.processor_limit);
    std::array<char, 32> memory{};
    std::snprintf(memory.data(), memory.size(), "%.1f GB", static_cast<double>(machine.memory) / gigabyte);
    std::string text = std::to_string(machine.cores) + " cores of " + machine.processor + limit.data() +
                       ", " + memory.data() + ", " + machine.kernel + ", " + machine.system;
    if (!machine.container.empty()) text += ", in " + machine.container;
    return text;
}

}  // namespace gasworks::bench
