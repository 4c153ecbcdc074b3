#pragma once
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

/// How one mutated request is sent.
struct Delivery {
    enum class Ending {
        wait,   ///< the client closes its sending side and reads to the end
        leave,  ///< the client closes without reading
        reset,  ///< the client resets the connection without reading
        keep,   ///< the client stays, silent, for a while
    };
    std::string bytes;
    std::vector<std::size_t> cuts;  ///< where the pieces begin that are sent one by one, ascending
    Ending ending = Ending::wait;
};

/// Makes requests that are wrong in some way of requests that are right. The same number gives the same
/// request, with the same seeds.
class Mutator {
  public:
    /// Throws std::invalid_argument where there are no seeds.
    Mutator(std::vector<std::string> seeds, std::uint64_t random_seed);

    Delivery request(std::uint64_t number) const;

  private:
    std::string mutated(std::mt19937_64& random) const;

    std::vector<std::string> seeds_;
    std::uint64_t random_seed_;
};
