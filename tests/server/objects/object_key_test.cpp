#include "objects/object_key.hpp"

#include <stdexcept>

#include "tests/catch.hpp"

using eigenfaces::service::ObjectKey;

TEST_CASE("a key is names that are joined by slashes") {
    const ObjectKey key("workspaces/ada/uploads");
    CHECK((key / "face.jpg").text() == "workspaces/ada/uploads/face.jpg");
    CHECK((key / "face.jpg").name() == "face.jpg");
    CHECK(ObjectKey("x").name() == "x");
    CHECK(ObjectKey::parse("Zoë/李小龙/...").has_value());
    CHECK(ObjectKey::parse(std::string(255, 'n')).has_value());
}

TEST_CASE("what is no name in a store or a file system is none in a key") {
    for (const std::string& text :
         {std::string(), std::string("/"), std::string("/a"), std::string("a/"), std::string("a//b"),
          std::string("."), std::string("a/.."), std::string("a/./b"), std::string("a\\b"),
          std::string("a\nb"), std::string("a\x7f"), std::string("a\0b", 3), std::string("\xff"),
          std::string("\xc0\xaf"), std::string("\xed\xa0\x80"), std::string("\xf4\x90\x80\x80"),
          std::string("\xe6\x9d"), std::string(256, 'n')}) {
        INFO(text);
        CHECK_FALSE(ObjectKey::parse(text));
        CHECK_THROWS_AS(ObjectKey(text), std::invalid_argument);
    }
    CHECK_THROWS_AS(ObjectKey("a") / "b/c", std::invalid_argument);
}

TEST_CASE("a key has at most 900 bytes") {
    std::string text(255, 'a');
    for (int i = 0; i < 3; ++i)
        text += '/' + std::string(i < 2 ? 255 : 132, 'a');
    CHECK(text.size() == 900);
    CHECK(ObjectKey::parse(text).has_value());
    CHECK_FALSE(ObjectKey::parse(text + 'a'));
}
