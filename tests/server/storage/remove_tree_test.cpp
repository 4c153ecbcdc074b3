#include "storage/remove_tree.hpp"

#include <cerrno>
#include <sys/stat.h>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

TEST_CASE("remove_tree removes folders, files and special files") {
    const TemporaryFolder folder;
    put_file(folder / "tree/a/b/c/file", "x");
    put_file(folder / "tree/a/.hidden", "x");
    REQUIRE(::mkfifo((folder / "tree/pipe").c_str(), 0600) == 0);
    put_file(folder / "beside", "x");
    REQUIRE(remove_tree(folder / "tree"));
    CHECK(names_in(folder.path()) == std::vector<std::string>{"beside"});
    REQUIRE(remove_tree(folder / "beside"));
    CHECK(names_in(folder.path()).empty());
}

TEST_CASE("remove_tree removes symlinks and never what they point to") {
    const TemporaryFolder folder;
    put_file(folder / "kept/file", "x");
    std::filesystem::create_directory(folder / "tree");
    std::filesystem::create_directory_symlink(folder / "kept", folder / "tree/to-folder");
    std::filesystem::create_symlink(folder / "kept/file", folder / "tree/to-file");
    std::filesystem::create_symlink("/nonexistent", folder / "tree/dangling");
    std::filesystem::create_directory_symlink("..", folder / "tree/up");
    REQUIRE(remove_tree(folder / "tree"));
    CHECK(contents_of(folder / "kept/file") == "x");

    std::filesystem::create_directory_symlink(folder / "kept", folder / "link");
    REQUIRE(remove_tree(folder.path() / "link" / ""));
    CHECK(names_in(folder.path()) == std::vector<std::string>{"kept"});
    CHECK(contents_of(folder / "kept/file") == "x");
}

TEST_CASE("remove_tree: what does not exist is removed, what has no name is refused") {
    const TemporaryFolder folder;
    CHECK(remove_tree(folder / "missing"));
    CHECK(remove_tree(folder / "missing" / "below"));
    put_file(folder / "file", "x");
    CHECK(remove_tree(folder / "file" / "below").error().error_number == ENOTDIR);
    CHECK(remove_tree("/").error().error_number == EINVAL);
    CHECK(remove_tree("").error().error_number == EINVAL);
    CHECK(remove_tree(folder.path() / "..").error().error_number == EINVAL);
    CHECK(contents_of(folder / "file") == "x");
}
