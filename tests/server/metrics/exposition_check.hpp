#pragma once
#include <map>
#include <string>
#include <string_view>

/// Samples by what stands before their value: `name` or `name{label="value",...}`.
using Samples = std::map<std::string, double>;

/// Reads Prometheus's text format, version 0.0.4, and throws std::runtime_error with the line where it is not
/// as it must be, or not as `promtool check metrics` wants it: each family has its help and its type before
/// its samples and all of them together, names and labels are well-formed, no sample is there twice, counters
/// end in _total, the buckets of a histogram rise to +Inf, which is its count, and every line ends.
Samples read_exposition(std::string_view text);
