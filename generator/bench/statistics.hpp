#pragma once
#include <cstddef>
#include <optional>
#include <vector>

namespace gasworks::bench {

/// What a number of measurements say, in their unit.
struct Statistics {
    std::size_t count = 0;
    double mean = 0;
    double min = 0;
    double max = 0;
    double deviation = 0;  ///< of the sample (divided by count - 1); 0 for one measurement
    double p50 = 0;
    double p90 = 0;
    double p99 = 0;
};

/// Percentiles are by the nearest rank: each is one of the measurements. Nothing where there are none.
std::optional<Statistics> describe(std::vector<double> measurements);

}  // namespace gasworks::bench
