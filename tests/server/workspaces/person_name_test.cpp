#include "workspaces/person_name.hpp"

#include "tests/catch.hpp"

using eigenfaces::service::PersonName;

TEST_CASE("a person's name is one folder, where a space and '_' are the same") {
    CHECK(PersonName::from_client("Ada Lovelace")->folder() == "Ada_Lovelace");
    CHECK(PersonName::from_client("Ada_Lovelace")->text() == "Ada Lovelace");
    CHECK(PersonName::from_client("  Zo\xc3\xab ")->folder() == "Zo\xc3\xab");
    CHECK(PersonName::from_client(std::string(100, 'a')).has_value());
}

TEST_CASE("what could leave the folder, or is no name, is none") {
    for (const std::string& name :
         {std::string(), std::string("   "), std::string("."), std::string(".."), std::string(".hidden"),
          std::string("a/b"), std::string("a\\b"), std::string("../x"), std::string("a\0b", 3),
          std::string("a\nb"), std::string("\xff"), std::string("\xc0\xaf"), std::string(101, 'a')}) {
        INFO(name);
        CHECK_FALSE(PersonName::from_client(name));
    }
}
