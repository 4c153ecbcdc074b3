#include "workspaces/workspace_id.hpp"

#include "tests/catch.hpp"

using eigenfaces::service::WorkspaceId;

TEST_CASE("a workspace's name is always the name of one folder") {
    for (const char* text : {"default", "7", "a.b_c-D", "...", ".hidden", "-"}) {
        INFO(text);
        REQUIRE(WorkspaceId::parse(text));
        CHECK(WorkspaceId::parse(text)->text() == text);
    }
    CHECK(WorkspaceId::parse(std::string(64, 'x')));
    for (const char* text : {"", ".", "..", "a/b", "a\\b", "a b", "../x", "ä", "a\n"}) {
        INFO(text);
        CHECK_FALSE(WorkspaceId::parse(text));
    }
    CHECK_FALSE(WorkspaceId::parse(std::string(65, 'x')));
    CHECK_FALSE(WorkspaceId::parse(std::string_view("a\0b", 3)));
}
