#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

/// Times things several times and prints a line for each: median, smallest and largest.
class TimingTable {
  public:
    explicit TimingTable(std::size_t repetitions) : repetitions_(repetitions) {}

    /// Runs `work` once more than the repetitions (the first is not counted) and prints its line, with the
    /// rate of `count` things ("pictures", "Gflop") at the median where there are any. \return the median in
    /// seconds
    double measure(const std::string& name, const std::function<void()>& work, double count = 0,
                   const std::string& unit = "");

    /// The line of a quantity that is a difference or a sum of measured ones.
    static void print(const std::string& name, const std::vector<double>& seconds, double count,
                      const std::string& unit);

    static void print_heading();

  private:
    std::size_t repetitions_;
};
