#include "digest/sha256.hpp"

#include <cerrno>
#include <string>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

TEST_CASE("SHA-256 of the standard's examples") {
    // FIPS 180-4's examples, from NIST's "Example Values".
    CHECK(sha256_of("").hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_of("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").hex() ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("SHA-256 of a file is that of its bytes") {
    const TemporaryFolder folder;
    const std::string million(1'000'000, 'a');
    put_file(folder / "million", million);
    const auto digest = sha256_of_file(folder / "million", {});
    REQUIRE(digest);
    REQUIRE(*digest);
    CHECK((*digest)->hex() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    CHECK(**digest == sha256_of(million));

    CHECK(sha256_of_file(folder / "missing", {}).error().error_number == ENOENT);
    std::stop_source stop;
    stop.request_stop();
    CHECK_FALSE(sha256_of_file(folder / "million", stop.get_token()).value().has_value());
}

TEST_CASE("a digest is read from 64 hexadecimal digits and nothing else") {
    const std::string text = sha256_of("abc").hex();
    CHECK(Sha256::from_hex(text) == sha256_of("abc"));
    std::string upper = text;
    upper[0] = 'B';
    CHECK(Sha256::from_hex(upper) == sha256_of("abc"));
    CHECK_FALSE(Sha256::from_hex(""));
    CHECK_FALSE(Sha256::from_hex(text.substr(1)));
    CHECK_FALSE(Sha256::from_hex(text + '0'));
    CHECK_FALSE(Sha256::from_hex(std::string(64, 'g')));
    CHECK_FALSE(Sha256::from_hex(std::string(63, '0') + ' '));
}
