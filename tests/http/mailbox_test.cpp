#include "http/mailbox.hpp"

#include <poll.h>
#include <set>
#include <thread>
#include <vector>

#include "tests/catch.hpp"

using gasworks::http::Mailbox;

namespace {

bool is_readable(const Mailbox& mailbox, int milliseconds = 0) {
    pollfd waiting{mailbox.descriptor(), POLLIN, 0};
    return poll(&waiting, 1, milliseconds) > 0;
}

}  // namespace

TEST_CASE("a mailbox is readable while it holds something") {
    Mailbox mailbox;
    CHECK_FALSE(is_readable(mailbox));
    mailbox.post({7, {}});
    mailbox.post({8, {}});
    CHECK(is_readable(mailbox));
    const auto taken = mailbox.take();
    REQUIRE(taken.size() == 2);
    CHECK(taken[0].connection == 7);
    CHECK(taken[1].connection == 8);
    CHECK_FALSE(is_readable(mailbox));
    CHECK(mailbox.take().empty());
    mailbox.wake();
    CHECK(is_readable(mailbox));
    CHECK(mailbox.take().empty());
}

TEST_CASE("a mailbox loses nothing between threads") {
    Mailbox mailbox;
    std::vector<std::jthread> senders;
    for (std::uint64_t sender = 0; sender < 4; ++sender) {
        senders.emplace_back([&, sender] {
            for (std::uint64_t i = 0; i < 1000; ++i)
                mailbox.post({sender * 1000 + i, {}});
        });
    }
    std::set<std::uint64_t> received;
    while (received.size() < 4000) {
        REQUIRE(is_readable(mailbox, 30'000));
        for (const auto& answer : mailbox.take())
            received.insert(answer.connection);
    }
    CHECK(received.size() == 4000);
}
