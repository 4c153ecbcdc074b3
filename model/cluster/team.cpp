#include "model/cluster/team.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace eigenfaces::cluster {
namespace {

/// Adds the time from its making to its end.
class Timing {
  public:
    explicit Timing(double& seconds) : seconds_(seconds) {}
    ~Timing() {
        const auto end = std::chrono::steady_clock::now();
        seconds_ += std::chrono::duration<double>(end - start_).count();
    }
    Timing(const Timing&) = delete;
    Timing& operator=(const Timing&) = delete;

  private:
    double& seconds_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

Gathered Team::all_gather(Bytes own) {
    return gather(std::move(own), true);
}

Gathered Team::gather(Bytes own) {
    return gather(std::move(own), false);
}

Gathered Team::gather(Bytes own, bool to_everyone) {
    const Timing timing(traffic_.seconds);
    const std::vector<std::size_t> sizes = agree(own.size());
    if (size_ > 1 && (to_everyone || !is_first())) traffic_.sent += own.size();
    Gathered all = exchange(std::move(own), sizes, to_everyone);
    for (std::size_t rank = 0; rank < all.n_ranks(); ++rank)
        traffic_.received += rank == rank_ ? 0 : sizes[rank];
    return all;
}

Bytes Team::broadcast(Bytes of_first) {
    const Timing timing(traffic_.seconds);
    const std::vector<std::size_t> sizes = agree(is_first() ? of_first.size() : 0);
    if (size_ > 1) (is_first() ? traffic_.sent : traffic_.received) += sizes[0];
    return send_to_all(std::move(of_first), sizes[0]);
}

void Team::finish() {
    const Timing timing(traffic_.seconds);
    agree(0);
}

Failure Team::fail(const Failure& own) {
    announce_failure();
    const Header header{own.cancelled ? State::cancelled : State::failed, own.reason.size()};
    return settle(own.reason, exchange_headers(header));
}

/// \return the sizes of what all ranks give
std::vector<std::size_t> Team::agree(std::size_t own_size) {
    const std::vector<Header> headers = exchange_headers({State::well, own_size});
    ++traffic_.exchanges;
    const auto is_well = [](const Header& header) { return header.state == State::well; };
    if (!std::all_of(headers.begin(), headers.end(), is_well)) throw PeerFailure(settle({}, headers));
    std::vector<std::size_t> sizes;
    sizes.reserve(headers.size());
    for (const Header& header : headers)
        sizes.push_back(static_cast<std::size_t>(header.size));
    return sizes;
}

/// The reasons of those that failed go to everyone.
Failure Team::settle(const Bytes& own_reason, const std::vector<Header>& headers) {
    std::vector<std::size_t> sizes;
    sizes.reserve(headers.size());
    for (const Header& header : headers)
        sizes.push_back(header.state == State::well ? 0 : static_cast<std::size_t>(header.size));
    const Gathered reasons = exchange(own_reason, sizes, true);
    const auto first = [&](State state) {
        const auto found = std::find_if(headers.begin(), headers.end(),
                                        [&](const Header& header) { return header.state == state; });
        return static_cast<std::size_t>(found - headers.begin());
    };
    const bool cancelled = first(State::failed) == headers.size();
    const auto reason = reasons.of(first(cancelled ? State::cancelled : State::failed));
    return {cancelled, Bytes(reason.begin(), reason.end())};
}

Gathered Alone::exchange(Bytes own, const std::vector<std::size_t>& sizes, bool /*to_everyone*/) {
    return {std::move(own), {0}, sizes};
}

Bytes Alone::send_to_all(Bytes of_first, std::size_t /*size*/) {
    return of_first;
}

}  // namespace eigenfaces::cluster
