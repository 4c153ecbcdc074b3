#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>
#include <stdexcept>
#include <vector>

#include "model/cluster/bytes.hpp"

/// Processes, on one machine or on many, that train together.
namespace eigenfaces::cluster {

/// Why a process left the common work.
struct Failure {
    /// It was asked to stop; another process's failure is the one to tell, if there is one.
    bool cancelled = false;
    Bytes reason;
};

/// Thrown in the processes that work on while another one fails: nothing more can be exchanged.
class PeerFailure : public std::exception {
  public:
    explicit PeerFailure(Failure failure) : failure_(std::move(failure)) {}
    const Failure& failure() const { return failure_; }
    const char* what() const noexcept override { return "another process of the team failed"; }

  private:
    Failure failure_;
};

/// Thrown where an exchange can't be brought to an end: other processes are gone or don't answer, or this one
/// can't take what they send. There is no team any more, not even for fail().
class TeamLost : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// What all ranks gave, by rank.
class Gathered {
  public:
    Gathered() = default;
    /// Rank r's bytes are `sizes[r]` from `begin[r]` on.
    Gathered(Bytes bytes, std::vector<std::size_t> begin, std::vector<std::size_t> sizes)
        : bytes_(std::move(bytes)), begin_(std::move(begin)), sizes_(std::move(sizes)) {}

    std::span<const std::byte> of(std::size_t rank) const {
        return std::span(bytes_).subspan(begin_[rank], sizes_[rank]);
    }
    /// 0 where the bytes went to another rank alone.
    std::size_t n_ranks() const { return sizes_.size(); }

  private:
    Bytes bytes_;
    std::vector<std::size_t> begin_;
    std::vector<std::size_t> sizes_;
};

/// What the exchanges of one process came to.
struct Traffic {
    std::size_t exchanges = 0;
    std::uint64_t sent = 0;      ///< bytes of this rank that went to others, once however many they are
    std::uint64_t received = 0;  ///< bytes of others
    double seconds = 0;          ///< in exchanges, most of which is waiting for the slowest rank
};

/// One process of a team, as it sees the team. All ranks make the same exchanges in the same order; what each
/// computes between them must not depend on the number of ranks. Whatever decides over further exchanges is
/// computed by one rank and sent to the others: machines may differ in the last digits.
///
/// A rank that can't go on calls fail() in place of its next exchange, and every other rank gets PeerFailure
/// from its next one; so does nobody wait for somebody who is gone. A rank that is through calls finish().
/// Without other ranks nothing is sent or copied more than once.
class Team {
  public:
    Team(std::size_t rank, std::size_t size) : rank_(rank), size_(size) {}
    virtual ~Team() = default;
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    std::size_t rank() const { return rank_; }
    std::size_t size() const { return size_; }
    /// The rank that reads what only one may read, solves what only one can, and has the result.
    bool is_first() const { return rank_ == 0; }

    /// Everyone's bytes, for everyone.
    Gathered all_gather(Bytes own);
    /// Everyone's bytes, for the first rank.
    Gathered gather(Bytes own);
    /// The first rank's bytes, for everyone. What others pass does not count.
    Bytes broadcast(Bytes of_first);
    /// Waits until all ranks have come this far.
    void finish();
    /// Tells the others at their next exchange. To be called once, and nothing after it.
    /// \return the failure that the team agrees on: that of the lowest rank of those that were not cancelled
    Failure fail(const Failure& own);

    const Traffic& traffic() const { return traffic_; }

  protected:
    enum class State : std::uint64_t { well, cancelled, failed };
    struct Header {
        State state = State::well;
        std::uint64_t size = 0;  ///< of what follows
    };

    /// The headers of all ranks.
    virtual std::vector<Header> exchange_headers(const Header& own) = 0;
    /// `sizes`: of what each rank gives. To everyone, or to the first rank alone: elsewhere what is returned
    /// has no ranks.
    virtual Gathered exchange(Bytes own, const std::vector<std::size_t>& sizes, bool to_everyone) = 0;
    /// `size` bytes of the first rank.
    virtual Bytes send_to_all(Bytes of_first, std::size_t size) = 0;
    /// This rank is about to fail: tells those who compute to stop, where that can be done.
    virtual void announce_failure() {}

  private:
    std::vector<std::size_t> agree(std::size_t own_size);
    Failure settle(const Bytes& own_reason, const std::vector<Header>& headers);
    Gathered gather(Bytes own, bool to_everyone);

    std::size_t rank_;
    std::size_t size_;
    Traffic traffic_;
};

/// A team of one process.
class Alone final : public Team {
  public:
    Alone() : Team(0, 1) {}

  protected:
    std::vector<Header> exchange_headers(const Header& own) override { return {own}; }
    Gathered exchange(Bytes own, const std::vector<std::size_t>& sizes, bool to_everyone) override;
    Bytes send_to_all(Bytes of_first, std::size_t size) override;
};

}  // namespace eigenfaces::cluster
