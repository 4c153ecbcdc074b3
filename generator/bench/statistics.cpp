#include "generator/bench/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gasworks::bench {

namespace {

double nearest_rank(const std::vector<double>& sorted, double share) {
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
    return sorted[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace

std::optional<Statistics> describe(std::vector<double> measurements) {
    if (measurements.empty()) return std::nullopt;
    std::sort(measurements.begin(), measurements.end());
    Statistics statistics;
    statistics.count = measurements.size();
    const auto count = static_cast<double>(measurements.size());
    statistics.mean = std::accumulate(measurements.begin(), measurements.end(), 0.0) / count;
    statistics.min = measurements.front();
    statistics.max = measurements.back();
    if (measurements.size() > 1) {
        double squares = 0;
        for (const double measurement : measurements)
            squares += (measurement - statistics.mean) * (measurement - statistics.mean);
        statistics.deviation = std::sqrt(squares / (count - 1));
    }
    statistics.p50 = nearest_rank(measurements, 0.50);
    statistics.p90 = nearest_rank(measurements, 0.90);
    statistics.p99 = nearest_rank(measurements, 0.99);
    return statistics;
}

}  // namespace gasworks::bench
