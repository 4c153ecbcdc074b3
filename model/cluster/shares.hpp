#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "model/blas.hpp"
#include "model/cluster/team.hpp"
#include "model/parallel_for.hpp"

/// Who of a team does what. The pieces of a work are the same for any number of ranks, each is done by one
/// rank just as a single process does it, and what is exchanged are results, never sums to be added: so the
/// outcome is the same, bit for bit.
namespace eigenfaces::cluster {

/// The pieces of equal cost that are this rank's: every size()-th.
inline std::vector<std::size_t> own_share(std::size_t count, const Team& team) {
    std::vector<std::size_t> own;
    for (std::size_t index = team.rank(); index < count; index += team.size())
        own.push_back(index);
    return own;
}

/// The rank of each piece: the costliest first, each to the rank that has least so far (Graham's LPT rule).
std::vector<std::size_t> divide_by_cost(std::span<const std::uint64_t> costs, std::size_t n_ranks);

/// A block of a matrix.
struct Tile {
    std::size_t row = 0;
    std::size_t column = 0;
    std::size_t rows = 0;
    std::size_t columns = 0;
};

enum class Receiver { first, everyone };

/// Has every tile computed by one rank, and all of them put in their places in `matrix`, with `stride` values
/// in a row; it is used by the receiving ranks alone. `compute(index, worker, out)` fills tile `index`; it
/// may return early once `stop` was requested: nothing is exchanged then.
template <typename T>
void compute_tiles(Team& team, std::span<const Tile> tiles, Receiver receiver, T* matrix, std::size_t stride,
                   std::size_t threads,
                   const std::function<void(std::size_t, std::size_t, blas::View<T>)>& compute,
                   const std::stop_token& stop = {}) {
    if (team.size() == 1) {
        parallel_for(tiles.size(), threads, [&](std::size_t index, std::size_t worker) {
            compute(index, worker, {matrix + tiles[index].row * stride + tiles[index].column, stride});
        });
        return;
    }
    const auto size_of = [&](std::size_t index) { return tiles[index].rows * tiles[index].columns; };
    const std::vector<std::size_t> own = own_share(tiles.size(), team);
    std::vector<std::size_t> begin = {0};
    for (const std::size_t index : own)
        begin.push_back(begin.back() + size_of(index));
    Bytes packed(begin.back() * sizeof(T));
    T* const values = reinterpret_cast<T*>(packed.data());
    parallel_for(own.size(), threads, [&](std::size_t i, std::size_t worker) {
        compute(own[i], worker, {values + begin[i], tiles[own[i]].columns});
    });
    if (stop.stop_requested()) return;
    const Gathered all =
        receiver == Receiver::everyone ? team.all_gather(std::move(packed)) : team.gather(std::move(packed));
    for (std::size_t rank = 0; rank < all.n_ranks(); ++rank) {
        ByteReader reader(all.of(rank));
        for (std::size_t index = rank; index < tiles.size(); index += team.size()) {
            const Tile& tile = tiles[index];
            for (std::size_t row = 0; row < tile.rows; ++row) {
                T* const to = matrix + (tile.row + row) * stride + tile.column;
                reader.take(std::span<T>(to, tile.columns));
            }
        }
    }
}

}  // namespace eigenfaces::cluster
