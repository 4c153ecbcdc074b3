#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

/// What one client saw of one kind of request.
struct Tally {
    std::map<int, std::size_t> statuses;
    std::vector<float> milliseconds;  ///< of each answer
    std::size_t unexcused = 0;        ///< 5xx other than a 503 with Retry-After
    std::size_t wrong = 0;            ///< 200 with another body than it must be
    std::size_t broken = 0;           ///< connections that ended, or answers that never came
    std::string first_complaint;      ///< about the first of these three

    void add(const Tally& other);
    void complain(const std::string& about);
};

/// The value that `part` (0 to 1) of the values do not exceed; 0 where there are none. Sorts them.
float percentile(std::vector<float>& values, double part);
