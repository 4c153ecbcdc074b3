#include "datasets/largest_people.hpp"

#include <cerrno>
#include <fstream>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using eigenfaces::service::largest_people;

namespace {

void add(const std::filesystem::path& file) {
    std::filesystem::create_directories(file.parent_path());
    REQUIRE(std::ofstream(file).put('x'));
}

}  // namespace

TEST_CASE("the people with the most files come first, and by name those who have as many") {
    const TemporaryFolder folder;
    for (const char* file : {"Carl/2.jpg", "Carl/1.jpg", "Ada_B/1.jpg", "Ada_B/3.jpg", "Ada_B/2.jpg",
                             "Bo/9.jpg", "Bo/8.jpg", "Bo/.hidden", "Bo/folder/1.jpg", "Bo/folder/2.jpg",
                             "Dan/1.jpg", ".git/1", ".git/2", ".git/3", ".git/4", "readme.txt"})
        add(folder / file);
    std::filesystem::create_directories(folder / "Empty");
    const auto three = largest_people(folder.path(), 3);
    REQUIRE(three);
    REQUIRE(three->size() == 3);
    CHECK((*three)[0].name == "Ada B");
    CHECK((*three)[0].files == 3);
    CHECK((*three)[0].first == folder / "Ada_B/1.jpg");
    CHECK((*three)[1].name == "Bo");
    CHECK((*three)[1].files == 2);
    CHECK((*three)[1].first == folder / "Bo/8.jpg");
    CHECK((*three)[2].name == "Carl");
    CHECK(largest_people(folder.path(), 100)->size() == 4);
    CHECK(largest_people(folder / "missing", 1).error().error_number == ENOENT);
}
