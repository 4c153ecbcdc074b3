#include "access/credential_cache.hpp"

#include "tests/catch.hpp"

using gasworks::access::CredentialCache;
using namespace std::chrono_literals;

namespace {

const CredentialCache::Clock::time_point start{};

TEST_CASE("what was remembered is known until nobody has asked for it for long") {
    CredentialCache cache(10s, 10);
    CHECK_FALSE(cache.knows("ada", "secret", start));
    cache.remember("ada", "secret", start);
    CHECK(cache.knows("ada", "secret", start + 10s));
    CHECK(cache.knows("ada", "secret", start + 20s));
    CHECK_FALSE(cache.knows("ada", "secret", start + 31s));
    CHECK(cache.size() == 0);
}

TEST_CASE("another user or password is another entry") {
    CredentialCache cache;
    cache.remember("ada", "secret", start);
    for (const auto& [user, password] : {std::pair("ada", "secret "), std::pair("ad", "asecret"),
                                         std::pair("adas", "ecret"), std::pair("", "adasecret")}) {
        CHECK_FALSE(cache.knows(user, password, start));
    }
    cache.clear();
    CHECK_FALSE(cache.knows("ada", "secret", start));
}

TEST_CASE("the memory is bounded, and what was asked for last stays") {
    CredentialCache cache(1h, 50);
    for (int i = 0; i < 500; ++i)
        cache.remember("user", std::to_string(i), start + std::chrono::seconds(i));
    CHECK(cache.size() == 50);
    CHECK(cache.knows("user", "499", start + 500s));
    CHECK(cache.knows("user", "450", start + 500s));
    CHECK_FALSE(cache.knows("user", "449", start + 500s));
}

}  // namespace
