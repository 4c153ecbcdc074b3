#include "datasets/archive_entry_name.hpp"

#include <string>
#include <vector>

#include "tests/catch.hpp"

using namespace eigenfaces::service;
using Components = std::vector<std::string>;

TEST_CASE("entry names are taken apart") {
    CHECK(entry_components("a/b.jpg", 16).value() == Components{"a", "b.jpg"});
    CHECK(entry_components("./a//b/", 16).value() == Components{"a", "b"});
    CHECK(entry_components("./", 16).value().empty());
    CHECK(entry_components("...", 16).value() == Components{"..."});
    CHECK(entry_components("..a/a..", 16).value() == Components{"..a", "a.."});
    CHECK(entry_components("Jos\u00e9/\u5f20\u4f1f.jpg", 16).value() ==
          Components{"Jos\u00e9", "\u5f20\u4f1f.jpg"});
    CHECK(entry_components(std::string(255, 'n'), 16).value().front().size() == 255);
}

TEST_CASE("entry names that break a rule are refused by its name") {
    const auto rule = [](std::string_view path) {
        const auto components = entry_components(path, 4);
        return components ? "none" : components.error();
    };
    CHECK(rule("") == "has no name");
    CHECK(rule("/etc/passwd") == "is an absolute path");
    CHECK(rule("//etc") == "is an absolute path");
    CHECK(rule("..") == "has \"..\" in its path");
    CHECK(rule("../x") == "has \"..\" in its path");
    CHECK(rule("a/../../x") == "has \"..\" in its path");
    CHECK(rule("a/..") == "has \"..\" in its path");
    CHECK(rule("./../x") == "has \"..\" in its path");
    CHECK(rule("..\\x") == "has a backslash in its path");
    CHECK(rule("a\nb") == "has a control character in its path");
    CHECK(rule(std::string_view("a\0b", 3)) == "has a control character in its path");
    CHECK(rule("a\x7f") == "has a control character in its path");
    CHECK(rule("Jos\xe9.jpg") == "has a path that is not UTF-8");
    CHECK(rule("\xc0\xae\xc0\xae/x") == "has a path that is not UTF-8");  // ".." in too many bytes
    CHECK(rule("\xed\xa0\x80") == "has a path that is not UTF-8");        // a surrogate
    CHECK(rule("\xf4\x90\x80\x80") == "has a path that is not UTF-8");    // above U+10FFFF
    CHECK(rule("a\xe2\x82") == "has a path that is not UTF-8");           // cut off
    CHECK(rule(std::string(256, 'n')) == "has a name of more than 255 bytes in its path");
    CHECK(rule("a/b/c/d") == "none");
    CHECK(rule("a/b/c/d/e") == "is more than 4 folders deep");
}

TEST_CASE("names in messages are printable") {
    CHECK(quoted_name("a b") == "\"a b\"");
    CHECK(quoted_name("Jos\u00e9") == "\"Jos\u00e9\"");
    CHECK(quoted_name("a\n\xff") == "\"a\\x0a\\xff\"");
    CHECK(quoted_name(std::string(1000, 'n')) == '"' + std::string(200, 'n') + "...\"");
}
