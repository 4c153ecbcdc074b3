#include "model/cluster/team.hpp"

#include <numeric>
#include <string>

#include "model/cluster/shares.hpp"
#include "tests/catch.hpp"
#include "tests/model/cluster/thread_team.hpp"

using namespace eigenfaces::cluster;
using thread_team::of_all_ranks;

namespace {

Bytes bytes_of(const std::string& text) {
    Bytes bytes;
    put(bytes, std::string_view(text));
    return bytes;
}

std::string text_of(std::span<const std::byte> bytes) {
    return ByteReader(bytes).take_text();
}

Failure because(const std::string& why, bool cancelled = false) {
    return {cancelled, bytes_of(why)};
}

}  // namespace

TEST_CASE("ranks exchange what they have, and count it") {
    const auto said = of_all_ranks<std::string>(3, [](Team& team) {
        const std::string own(team.rank() + 1, static_cast<char>('a' + team.rank()));
        const Gathered all = team.all_gather(bytes_of(own));
        const Gathered first = team.gather(bytes_of(own));
        std::string text;
        for (std::size_t rank = 0; rank < all.n_ranks(); ++rank)
            text += text_of(all.of(rank));
        for (std::size_t rank = 0; rank < first.n_ranks(); ++rank)
            text += text_of(first.of(rank));
        text += text_of(team.broadcast(bytes_of(team.is_first() ? "!" : "not this")));
        team.finish();
        const Traffic& traffic = team.traffic();
        return text + std::to_string(traffic.exchanges) + "," + std::to_string(traffic.sent) + "," +
               std::to_string(traffic.received);
    });
    // A text is 8 bytes and itself: 9, 10, 11; and the broadcast 9.
    CHECK(said[0] == "abbcccabbccc!4,18,42");
    CHECK(said[1] == "abbccc!4,20,29");
    CHECK(said[2] == "abbccc!4,22,28");
}

TEST_CASE("a team of one exchanges with itself") {
    Alone alone;
    CHECK(text_of(alone.all_gather(bytes_of("a")).of(0)) == "a");
    CHECK(text_of(alone.gather(bytes_of("b")).of(0)) == "b");
    CHECK(text_of(alone.broadcast(bytes_of("c"))) == "c");
    alone.finish();
    CHECK(alone.traffic().sent == 0);
    CHECK(alone.traffic().received == 0);
    CHECK(text_of(alone.fail(because("d")).reason) == "d");
}

TEST_CASE("all ranks learn of a rank that fails, wherever they are") {
    for (const int where : {0, 1, 2, 3}) {
        CAPTURE(where);
        const auto said = of_all_ranks<std::string>(4, [&](Team& team) {
            if (team.rank() == 2) return text_of(team.fail(because("no memory")).reason);
            try {
                if (where == 0) team.all_gather(bytes_of("a"));
                if (where == 1) team.gather(bytes_of("a"));
                if (where == 2) team.broadcast(bytes_of("a"));
                team.finish();
            } catch (const PeerFailure& failure) {
                return text_of(failure.failure().reason);
            }
            return std::string("not told");
        });
        CHECK(said == std::vector<std::string>(4, "no memory"));
    }
}

TEST_CASE("of several failures that of the lowest rank counts, and cancelled ones come last") {
    const auto fail = [](std::vector<std::string> reasons) {
        return of_all_ranks<std::string>(reasons.size(), [&](Team& team) {
            const std::string& own = reasons[team.rank()];
            const Failure agreed = team.fail(because(own, own == "cancelled"));
            return text_of(agreed.reason) + (agreed.cancelled ? " (cancelled)" : "");
        });
    };
    CHECK(fail({"cancelled", "disk", "memory"}) == std::vector<std::string>(3, "disk"));
    CHECK(fail({"cancelled", "cancelled"}) == std::vector<std::string>(2, "cancelled (cancelled)"));
}

TEST_CASE("a message that is cut off is no message") {
    Bytes bytes = bytes_of("whole");
    bytes.pop_back();
    CHECK_THROWS_AS(ByteReader(bytes).take_text(), std::length_error);
    CHECK_THROWS_AS(ByteReader(std::span(bytes).first(3)).take<std::uint64_t>(), std::length_error);
}

TEST_CASE("pieces go to ranks by their cost, each to exactly one") {
    const std::vector<std::uint64_t> costs = {5, 9, 1, 7, 3, 3};
    for (const std::size_t ranks : {1U, 2U, 3U, 10U}) {
        const auto owners = divide_by_cost(costs, ranks);
        REQUIRE(owners.size() == costs.size());
        std::vector<std::uint64_t> loads(ranks);
        for (std::size_t piece = 0; piece < costs.size(); ++piece)
            loads.at(owners[piece]) += costs[piece];
        const auto largest = *std::max_element(loads.begin(), loads.end());
        CAPTURE(ranks);
        CHECK(largest == std::vector<std::uint64_t>{28, 15, 10, 9}[std::min<std::size_t>(ranks, 4) - 1]);
    }
    CHECK(divide_by_cost({}, 3).empty());
}

TEST_CASE("tiles come to their places, whoever computes them") {
    // 5 x 7 in tiles of 2 x 3, without the one in the middle.
    std::vector<Tile> tiles;
    for (std::size_t row = 0; row < 5; row += 2) {
        for (std::size_t column = 0; column < 7; column += 3) {
            if (row == 2 && column == 3) continue;
            tiles.push_back(
                {row, column, std::min<std::size_t>(2, 5 - row), std::min<std::size_t>(3, 7 - column)});
        }
    }
    const auto matrix = [&](Team& team, Receiver receiver) {
        std::vector<double> values(35, -1.0);
        compute_tiles<double>(team, tiles, receiver, values.data(), 7, 2,
                              [&](std::size_t index, std::size_t, eigenfaces::blas::View<double> out) {
                                  for (std::size_t i = 0; i < tiles[index].rows; ++i) {
                                      for (std::size_t j = 0; j < tiles[index].columns; ++j) {
                                          out.data[i * out.stride + j] = static_cast<double>(
                                              (tiles[index].row + i) * 7 + tiles[index].column + j);
                                      }
                                  }
                              });
        return values;
    };
    std::vector<double> expected(35);
    std::iota(expected.begin(), expected.end(), 0.0);
    for (const std::size_t hole : {17U, 18U, 19U, 24U, 25U, 26U})
        expected[hole] = -1;
    for (const std::size_t ranks : {1U, 2U, 3U, 11U}) {
        CAPTURE(ranks);
        const auto everyone = of_all_ranks<std::vector<double>>(
            ranks, [&](Team& team) { return matrix(team, Receiver::everyone); });
        CHECK(everyone == std::vector<std::vector<double>>(ranks, expected));
        const auto first = of_all_ranks<std::vector<double>>(
            ranks, [&](Team& team) { return matrix(team, Receiver::first); });
        CHECK(first[0] == expected);
    }
}
