#include "http/failure_limiter.hpp"

#include "tests/catch.hpp"

using gasworks::http::FailureLimiter;
using gasworks::net::IpAddress;
using namespace std::chrono_literals;

namespace {

const FailureLimiter::Clock::time_point start{};

IpAddress address(const std::string& text) {
    return IpAddress::parse(text).value();
}

TEST_CASE("so many failures a minute, then one each time one has drained") {
    FailureLimiter limiter(3);
    const IpAddress client = address("192.0.2.1");
    for (int i = 0; i < 3; ++i) {
        CHECK_FALSE(limiter.wait(client, start));
        limiter.failed(client, start);
    }
    CHECK(limiter.wait(client, start) == 20s);
    CHECK(limiter.wait(client, start + 19s) == 1s);
    CHECK_FALSE(limiter.wait(client, start + 20s));
    limiter.failed(client, start + 20s);
    CHECK(limiter.wait(client, start + 20s) == 20s);
    CHECK_FALSE(limiter.wait(client, start + 80s));
}

TEST_CASE("one client's failures are not another's, and an IPv6 client is a /64") {
    FailureLimiter limiter(1);
    limiter.failed(address("192.0.2.1"), start);
    CHECK(limiter.wait(address("::ffff:192.0.2.1"), start));
    CHECK_FALSE(limiter.wait(address("192.0.2.2"), start));
    limiter.failed(address("2001:db8::1"), start);
    CHECK(limiter.wait(address("2001:db8::ffff:2"), start));
    CHECK_FALSE(limiter.wait(address("2001:db8:0:1::1"), start));
}

TEST_CASE("the memory is bounded, and the latest failures are kept") {
    FailureLimiter limiter(1, 100);
    for (int i = 0; i < 1000; ++i) {
        limiter.failed(address("10.0." + std::to_string(i / 250) + '.' + std::to_string(i % 250)), start);
        limiter.failed(address("192.0.2.1"), start);
    }
    CHECK(limiter.clients() == 100);
    CHECK(limiter.wait(address("192.0.2.1"), start));
    CHECK(limiter.wait(address("10.0.3.249"), start));
    CHECK_FALSE(limiter.wait(address("10.0.0.0"), start));
}

}  // namespace
