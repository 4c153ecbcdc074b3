#include "tests/bench/timing_table.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace {

/// Seconds in a unit that reads well.
std::string readable(double seconds) {
    char text[32];
    if (seconds >= 1) {
        std::snprintf(text, sizeof text, "%.3f s", seconds);
    } else if (seconds >= 1e-3) {
        std::snprintf(text, sizeof text, "%.2f ms", 1e3 * seconds);
    } else {
        std::snprintf(text, sizeof text, "%.1f us", 1e6 * seconds);
    }
    return text;
}

double median_of(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace

double TimingTable::measure(const std::string& name, const std::function<void()>& work, double count,
                            const std::string& unit) {
    std::vector<double> seconds;
    for (std::size_t run = 0; run <= repetitions_; ++run) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
        if (run > 0) seconds.push_back(taken.count());
    }
    print(name, seconds, count, unit);
    return median_of(seconds);
}

void TimingTable::print_heading() {
    std::printf("%-38s %11s %11s %11s\n", "stage", "median", "min", "max");
}

void TimingTable::print(const std::string& name, const std::vector<double>& seconds, double count,
                        const std::string& unit) {
    const double median = median_of(seconds);
    std::printf("%-38s %11s %11s %11s", name.c_str(), readable(median).c_str(),
                readable(*std::min_element(seconds.begin(), seconds.end())).c_str(),
                readable(*std::max_element(seconds.begin(), seconds.end())).c_str());
    if (count > 0) std::printf("  %9.1f %s/s", count / median, unit.c_str());
    std::printf("\n");
    std::fflush(stdout);
}
