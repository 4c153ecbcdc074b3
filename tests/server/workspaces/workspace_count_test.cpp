#include "workspaces/workspace_count.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

TEST_CASE("workspaces are made up to their number, also when all come at once") {
    const TemporaryFolder folder;
    WorkspaceCount workspaces(folder.path(), 5);
    std::atomic<int> made{0};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 20; ++i) {
            threads.emplace_back([&, i] {
                if (workspaces.make({folder / ("w" + std::to_string(i))}).value()) ++made;
            });
        }
    }
    CHECK(made == 5);
    const auto names = names_in(folder.path());
    REQUIRE(names.size() == 5);
    CHECK(workspaces.make({folder / names.front()}).value());
    CHECK(workspaces.has_room_for({folder / names.front()}).value());
    CHECK_FALSE(workspaces.has_room_for({folder / "another"}).value());
    CHECK_FALSE(workspaces.make({folder / "another"}).value());
    std::filesystem::remove(folder / names.front());
    CHECK(workspaces.make({folder / "another"}).value());
}
