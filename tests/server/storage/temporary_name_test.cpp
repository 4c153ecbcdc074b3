#include "storage/temporary_name.hpp"

#include <set>
#include <string>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

TEST_CASE("temporary names are recognisable and differ") {
    std::set<std::string> names;
    for (int count = 0; count < 100; ++count) {
        const std::string name = temporary_name();
        CHECK(name.starts_with(temporary_prefix));
        CHECK(name.size() == temporary_prefix.size() + 16);
        names.insert(name);
    }
    CHECK(names.size() == 100);
}

TEST_CASE("the sweep removes leftovers and nothing else") {
    const TemporaryFolder folder;
    put_file(folder / ".tmp-0123456789abcdef", "half a file");
    put_file(folder / ".tmp-fedcba9876543210/sub/file", "half a folder");
    put_file(folder / "kept", "x");
    put_file(folder / ".lock", "x");
    put_file(folder / "sub/.tmp-in-a-sub-folder", "x");
    std::filesystem::create_directory_symlink(folder / "sub", folder / ".tmp-link");
    CHECK(sweep_temporaries(folder.path()).value() == 3);
    CHECK(names_in(folder.path()) == std::vector<std::string>{".lock", "kept", "sub"});
    CHECK(names_in(folder / "sub") == std::vector<std::string>{".tmp-in-a-sub-folder"});
    CHECK(sweep_temporaries(folder.path()).value() == 0);
    CHECK_FALSE(sweep_temporaries(folder / "missing"));
}

TEST_CASE("the sweep puts back a folder whose replacement was interrupted") {
    const TemporaryFolder folder;
    put_file(folder / ".previous-lost/file", "the only copy");
    put_file(folder / ".previous-replaced/file", "old");
    put_file(folder / "replaced/file", "new");
    CHECK(sweep_temporaries(folder.path()).value() == 2);
    CHECK(names_in(folder.path()) == std::vector<std::string>{"lost", "replaced"});
    CHECK(contents_of(folder / "lost/file") == "the only copy");
    CHECK(contents_of(folder / "replaced/file") == "new");
}
