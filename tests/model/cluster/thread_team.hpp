#pragma once

#include <algorithm>
#include <barrier>
#include <cstddef>
#include <exception>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "model/cluster/team.hpp"

/// Teams whose ranks are threads of the test: the rules of a team without MPI.
namespace thread_team {

using eigenfaces::cluster::Bytes;
using eigenfaces::cluster::Gathered;

/// Where the ranks meet.
class Room {
  public:
    explicit Room(std::size_t size) : all_in_(static_cast<std::ptrdiff_t>(size)), table_(size) {}

    /// Everyone lays down something and takes a copy of all.
    std::vector<Bytes> exchange(std::size_t rank, Bytes own) {
        table_[rank] = std::move(own);
        all_in_.arrive_and_wait();
        std::vector<Bytes> all = table_;
        all_in_.arrive_and_wait();
        return all;
    }

  private:
    std::barrier<> all_in_;
    std::vector<Bytes> table_;
};

class ThreadTeam final : public eigenfaces::cluster::Team {
  public:
    ThreadTeam(std::size_t rank, std::size_t size, Room& room) : Team(rank, size), room_(room) {}

  protected:
    std::vector<Header> exchange_headers(const Header& own) override {
        Bytes bytes;
        eigenfaces::cluster::put(bytes, own);
        std::vector<Header> headers;
        for (const Bytes& of_rank : room_.exchange(rank(), std::move(bytes)))
            headers.push_back(eigenfaces::cluster::ByteReader(of_rank).take<Header>());
        return headers;
    }
    Gathered exchange(Bytes own, const std::vector<std::size_t>& sizes, bool to_everyone) override {
        const std::vector<Bytes> all = room_.exchange(rank(), std::move(own));
        if (!to_everyone && !is_first()) return {};
        Bytes bytes;
        std::vector<std::size_t> begin;
        for (const Bytes& of_rank : all) {
            begin.push_back(bytes.size());
            bytes.insert(bytes.end(), of_rank.begin(), of_rank.end());
        }
        return {std::move(bytes), std::move(begin), sizes};
    }
    Bytes send_to_all(Bytes of_first, std::size_t /*size*/) override {
        return room_.exchange(rank(), std::move(of_first))[0];
    }

  private:
    Room& room_;
};

/// What `work` gives in each of `size` ranks. An exception ends the test.
template <typename T>
std::vector<T> of_all_ranks(std::size_t size, const std::function<T(eigenfaces::cluster::Team&)>& work) {
    Room room(size);
    std::vector<T> results(size);
    std::vector<std::exception_ptr> failures(size);
    {
        std::vector<std::jthread> ranks;
        for (std::size_t rank = 0; rank < size; ++rank) {
            ranks.emplace_back([&, rank] {
                ThreadTeam team(rank, size, room);
                try {
                    results[rank] = work(team);
                } catch (...) {
                    failures[rank] = std::current_exception();
                }
            });
        }
    }
    for (const std::exception_ptr& failure : failures) {
        if (failure) std::rethrow_exception(failure);
    }
    return results;
}

}  // namespace thread_team
