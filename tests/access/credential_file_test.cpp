#include "access/credential_file.hpp"

#include "access/password.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace gasworks::access;

using Catch::Matchers::StartsWith;

namespace {

const std::string hash = "$2y$08$" + std::string(53, 'a');
const std::string digest(64, 'b');

std::string error_of(const std::string& text) {
    const auto parsed = parse_credentials(text, "auth");
    REQUIRE_FALSE(parsed);
    return parsed.error();
}

TEST_CASE("users and keys are read") {
    const auto parsed = parse_credentials("# who may\n\nada:" + hash + "\r\nkey:ci:{sha256}" + digest +
                                              "\nkey:" + hash + "\nBjörn B.:$2b$12$" + std::string(53, '/'),
                                          "auth");
    if (!parsed) FAIL(parsed.error());
    CHECK(parsed->users.size() == 3);
    CHECK(parsed->users.at("ada") == hash);
    CHECK(parsed->users.contains("key"));
    REQUIRE(parsed->keys.size() == 1);
    CHECK(parsed->keys[0].name == "ci");
    CHECK(hexadecimal(parsed->keys[0].digest) == digest);
    CHECK(parsed->highest_cost() == 12);
    CHECK(parse_credentials("", "auth")->highest_cost() == usual_cost);
}

TEST_CASE("a line that can't be used is named, and its secret is not repeated") {
    CHECK(error_of("# a\nada\n") == "auth:2: a line is USER:HASH or key:NAME:{sha256}HASH");
    CHECK_THAT(error_of("ada:" + hash + "\nada:" + hash), StartsWith("auth:2: the user 'ada' is here twice"));
    CHECK_THAT(error_of(":" + hash), StartsWith("auth:1: a user needs a name"));
    CHECK_THAT(error_of("\n\n\nada:secret"),
               StartsWith("auth:4: the user 'ada': the password is not hashed"));
    CHECK_THAT(error_of("ada:secret"), !ContainsSubstring("secret"));
    CHECK_THAT(error_of("key:ci:gwk_secret"), StartsWith("auth:1: the key 'ci' is not hashed"));
    CHECK_THAT(error_of("key:ci:gwk_secret"), !ContainsSubstring("secret"));
    CHECK_THAT(error_of("key:ci:{sha256}abc"), ContainsSubstring("64 hexadecimal digits"));
    CHECK_THAT(error_of("key::{sha256}" + digest), ContainsSubstring("needs a name"));
    CHECK_THAT(error_of("key:a:{sha256}" + digest + "\nkey:a:{sha256}" + digest), StartsWith("auth:2: "));
    CHECK_THAT(error_of("a\tb:" + hash), ContainsSubstring("control"));
    CHECK_THAT(error_of(std::string("\0", 1)), StartsWith("auth:1: "));
}

TEST_CASE("a file that can't be read is named") {
    const TemporaryFolder folder;
    CHECK_THAT(read_credentials(folder / "none").error(), ContainsSubstring("none: can't be read"));
    CHECK_THAT(read_credentials(folder.path()).error(), ContainsSubstring("can't be read"));
    put_file(folder / "large", std::string(largest_credential_file + 1, '#'));
    CHECK_THAT(read_credentials(folder / "large").error(), ContainsSubstring("1048576 bytes"));
    put_file(folder / "good", "ada:" + hash);
    CHECK(read_credentials(folder / "good")->users.size() == 1);
}

TEST_CASE("keys are long, random and told apart by their digests") {
    const std::string key = new_api_key();
    CHECK(key.size() == 48);
    CHECK(key.starts_with("gwk_"));
    CHECK(key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
          std::string::npos);
    CHECK(new_api_key() != key);
    // FIPS 180-4's example.
    CHECK(hexadecimal(digest_of("abc")) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(parse_digest(hexadecimal(digest_of("abc"))) == digest_of("abc"));
    CHECK_FALSE(parse_digest(std::string(64, 'g')));
    CHECK_FALSE(parse_digest(std::string(63, 'a')));
}

}  // namespace
