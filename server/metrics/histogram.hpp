#pragma once
#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

namespace gasworks::metrics {

/// How many observations fell between which bounds. Any number of threads may observe at once; an observation
/// is two relaxed additions and takes no lock.
class Histogram {
  public:
    /// `bounds`: inclusive upper bounds of the buckets, in seconds, ascending; what is above the last one has
    /// a bucket of its own. Throws std::invalid_argument where they do not ascend.
    explicit Histogram(std::span<const double> bounds);

    /// `seconds` below 0 count as 0.
    void observe(double seconds);

    struct Snapshot {
        std::span<const double> bounds;     ///< as long as the histogram lives
        std::vector<std::uint64_t> counts;  ///< one per bound and one for what is above; not cumulative
        double sum = 0;                     ///< seconds
    };
    /// What was observed so far. Observations that happen meanwhile may be in the counts alone.
    Snapshot snapshot() const;

  private:
    std::vector<double> bounds_;
    std::vector<std::atomic<std::uint64_t>> counts_;
    std::atomic<std::uint64_t> nanoseconds_{0};
};

/// Bounds for answers, from 100 microseconds to a minute.
std::span<const double> request_bounds();
/// Bounds for work, from 10 milliseconds to an hour.
std::span<const double> work_bounds();

}  // namespace gasworks::metrics
