#include "tests/reliability/tally.hpp"

#include <algorithm>
#include <cmath>

void Tally::add(const Tally& other) {
    for (const auto& [status, count] : other.statuses)
        statuses[status] += count;
    milliseconds.insert(milliseconds.end(), other.milliseconds.begin(), other.milliseconds.end());
    unexcused += other.unexcused;
    wrong += other.wrong;
    broken += other.broken;
    complain(other.first_complaint);
}

void Tally::complain(const std::string& about) {
    if (first_complaint.empty()) first_complaint = about;
}

float percentile(std::vector<float>& values, double part) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const double rank = std::ceil(part * static_cast<double>(values.size())) - 1;
    return values[static_cast<std::size_t>(std::max(rank, 0.0))];
}
