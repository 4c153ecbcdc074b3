#include "model/cluster/shares.hpp"

#include <algorithm>
#include <numeric>
#include <queue>
#include <utility>

namespace eigenfaces::cluster {

std::vector<std::size_t> divide_by_cost(std::span<const std::uint64_t> costs, std::size_t n_ranks) {
    std::vector<std::size_t> costliest_first(costs.size());
    std::iota(costliest_first.begin(), costliest_first.end(), std::size_t{0});
    std::stable_sort(costliest_first.begin(), costliest_first.end(),
                     [&](std::size_t a, std::size_t b) { return costs[a] > costs[b]; });
    using Load = std::pair<std::uint64_t, std::size_t>;  // cost so far, rank
    std::priority_queue<Load, std::vector<Load>, std::greater<>> loads;
    for (std::size_t rank = 0; rank < n_ranks; ++rank)
        loads.emplace(0, rank);
    std::vector<std::size_t> ranks(costs.size());
    for (const std::size_t piece : costliest_first) {
        const auto [load, rank] = loads.top();
        loads.pop();
        ranks[piece] = rank;
        loads.emplace(load + costs[piece], rank);
    }
    return ranks;
}

}  // namespace eigenfaces::cluster
