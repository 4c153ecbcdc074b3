#include <cerrno>

#include "platform/renaming.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace gasworks::platform;

TEST_CASE("names are exchanged, and taken only where they are free, in one step") {
    const TemporaryFolder folder;
    put_file(folder / "one", "1");
    put_file(folder / "two", "2");
    const auto exchanged = exchange_names(folder / "one", folder / "two");
    if (exchanged == Renaming::not_supported) {
        WARN("skipped: this file system, or a sandbox, has no renameat2");
        return;
    }
    CHECK(exchanged == Renaming::done);
    CHECK(contents_of(folder / "one") == "2");
    CHECK(rename_without_replacing(folder / "one", folder / "two") == Renaming::failed);
    CHECK(errno == EEXIST);
    CHECK(rename_without_replacing(folder / "one", folder / "three") == Renaming::done);
    CHECK(contents_of(folder / "three") == "2");
}
