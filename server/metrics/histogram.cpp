#include "metrics/histogram.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <stdexcept>

namespace gasworks::metrics {

Histogram::Histogram(std::span<const double> bounds)
    : bounds_(bounds.begin(), bounds.end()), counts_(bounds.size() + 1) {
    if (std::adjacent_find(bounds_.begin(), bounds_.end(), std::greater_equal<>()) != bounds_.end())
        throw std::invalid_argument("the bounds of a histogram must ascend");
}

void Histogram::observe(double seconds) {
    const double value = std::max(seconds, 0.0);
    const auto bucket = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
    counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    nanoseconds_.fetch_add(static_cast<std::uint64_t>(std::llround(value * 1e9)), std::memory_order_relaxed);
}

Histogram::Snapshot Histogram::snapshot() const {
    Snapshot snapshot{bounds_, {}, 0};
    snapshot.sum = static_cast<double>(nanoseconds_.load(std::memory_order_relaxed)) / 1e9;
    snapshot.counts.reserve(counts_.size());
    for (const auto& count : counts_)
        snapshot.counts.push_back(count.load(std::memory_order_relaxed));
    return snapshot;
}

std::span<const double> request_bounds() {
    static constexpr std::array bounds = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                          0.1,    0.25,    0.5,    1.0,   2.5,    5.0,   10.0, 30.0,  60.0};
    return bounds;
}

std::span<const double> work_bounds() {
    static constexpr std::array bounds = {0.01, 0.025, 0.05, 0.1,  0.25, 0.5,   1.0,   2.5,
                                          5.0,  10.0,  30.0, 60.0, 300., 900.0, 3600.0};
    return bounds;
}

}  // namespace gasworks::metrics
