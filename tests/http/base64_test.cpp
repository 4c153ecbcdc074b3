#include "http/base64.hpp"

#include "tests/catch.hpp"

using gasworks::http::decode_base64;

TEST_CASE("the test vectors of RFC 4648 are decoded") {
    const std::pair<const char*, const char*> vectors[] = {
        {"", ""},
        {"Zg==", "f"},
        {"Zm8=", "fo"},
        {"Zm9v", "foo"},
        {"Zm9vYg==", "foob"},
        {"Zm9vYmE=", "fooba"},
        {"Zm9vYmFy", "foobar"},
    };
    for (const auto& [text, bytes] : vectors)
        CHECK(decode_base64(text) == bytes);
    CHECK(decode_base64("//79/A") == "\xFF\xFE\xFD\xFC");
}

TEST_CASE("what is no Base64 is nothing") {
    for (const char* text : {"Zm9v!", "Zm 9v", "Zm=9v", "-_-_", "Zg\n"})
        CHECK_FALSE(decode_base64(text));
}
