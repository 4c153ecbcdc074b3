#include "access/password.hpp"

#include <stdexcept>

#include "tests/catch.hpp"

using namespace gasworks::access;

namespace {

// A test vector of crypt_blowfish, which $2y$ comes from.
const std::string known = "$2y$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e";

TEST_CASE("a password has its own hash and no other") {
    const std::string hash = hashed_password("correct horse", 8);
    CHECK(hash.starts_with("$2y$08$"));
    CHECK(wrong_with_hash(hash).empty());
    CHECK(cost_of(hash) == 8);
    CHECK(is_password("correct horse", hash));
    for (const char* other : {"", "correct hors", "correct horse ", "Correct horse"})
        CHECK_FALSE(is_password(other, hash));
    CHECK_FALSE(is_password(std::string("correct horse\0x", 15), hash));
    CHECK(hashed_password("correct horse", 8) != hash);
}

TEST_CASE("hashes of other programs are understood") {
    CHECK(is_password("\xff\xff\xa3", known));
    CHECK_FALSE(is_password("\xff\xff\xa4", known));
}

TEST_CASE("what bcrypt would not look at is refused") {
    CHECK_THROWS_AS(hashed_password(std::string(73, 'x'), 8), std::invalid_argument);
    CHECK_THROWS_AS(hashed_password(std::string("a\0b", 3), 8), std::invalid_argument);
    CHECK_NOTHROW(hashed_password(std::string(72, 'x'), 8));
}

TEST_CASE("hashes that can't be used are refused with what is wrong") {
    CHECK_THAT(wrong_with_hash("$apr1$abc$def"), ContainsSubstring("htpasswd -B"));
    CHECK_THAT(wrong_with_hash("{SHA}x"), ContainsSubstring("bcrypt"));
    CHECK_THAT(wrong_with_hash(""), ContainsSubstring("bcrypt"));
    CHECK(wrong_with_hash(known).empty());
    CHECK_THAT(wrong_with_hash("$2y$04" + known.substr(6)),
               ContainsSubstring("the cost 4; allowed are 5 to 15"));
    const std::string good = hashed_password("x", 8);
    CHECK_THAT(wrong_with_hash(good + "a"), ContainsSubstring("60 characters"));
    CHECK_THAT(wrong_with_hash(good.substr(0, 59)), ContainsSubstring("60 characters"));
    CHECK_THAT(wrong_with_hash("$2y$xx" + good.substr(6)), ContainsSubstring("60 characters"));
    CHECK_THAT(wrong_with_hash(good.substr(0, 59) + "*"), ContainsSubstring("60 characters"));
    CHECK_THAT(wrong_with_hash("$2y$31" + good.substr(6)), ContainsSubstring("the cost 31"));
}

}  // namespace
