#include "workspaces/extracted_people.hpp"

#include <cerrno>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

namespace {

/// "NAME -> PERSON" of those that lie well, and "NAME: PROBLEM" of the others.
std::vector<std::string> found_in(const std::vector<std::string>& paths) {
    const TemporaryFolder folder;
    for (const std::string& path : paths)
        put_file(folder / path, "picture");
    std::vector<std::string> found;
    const auto files = extracted_files(folder.path()).value();
    for (const ExtractedFile& file : files) {
        CHECK(file.path == folder / file.name);
        CHECK(file.person.has_value() != file.problem.has_value());
        found.push_back(file.person ? file.name + " -> " + file.person->text()
                                    : file.name + ": " + file.problem.value_or(""));
    }
    return found;
}

using Found = std::vector<std::string>;

}  // namespace

TEST_CASE("the persons' folders may lie in one folder together, or in one of that") {
    const std::string top = GENERATE("", "photos/", "Downloads/photos/");
    CHECK(found_in({top + "Bob/1.jpg", top + "Ada_Lovelace/2.jpg", top + "Ada_Lovelace/1.jpg"}) ==
          Found{top + "Ada_Lovelace/1.jpg -> Ada Lovelace", top + "Ada_Lovelace/2.jpg -> Ada Lovelace",
                top + "Bob/1.jpg -> Bob"});
}

TEST_CASE("one person's folder is a person's, however it lies") {
    CHECK(found_in({"Ada/1.jpg"}) == Found{"Ada/1.jpg -> Ada"});
    CHECK(found_in({"photos/Ada/1.jpg"}) == Found{"photos/Ada/1.jpg -> Ada"});
    CHECK(found_in({"Ada/1.JPG", "Ada/more/2.jpg"}) ==
          Found{"Ada/1.JPG -> Ada", "Ada/more/2.jpg: lies in a folder within a person's folder"});
}

TEST_CASE("what Macs add to folders is passed over") {
    CHECK(found_in({"__MACOSX/._photos", "__MACOSX/photos/Ada/._1.jpg", "photos/.DS_Store",
                    "photos/Ada/.DS_Store", "photos/Ada/1.jpg", "photos/Bob/._1.jpg", "photos/Bob/1.jpg",
                    ".hidden/Eve/1.jpg", "._photos"}) ==
          Found{"photos/Ada/1.jpg -> Ada", "photos/Bob/1.jpg -> Bob"});
}

TEST_CASE("a file that is no person's says where it lies") {
    CHECK(found_in({"lfw/Ada/1.jpg", "lfw/Bob/1.jpg", "lfw/pairs.txt"}) ==
          Found{"lfw/Ada/1.jpg -> Ada", "lfw/Bob/1.jpg -> Bob", "lfw/pairs.txt: lies in no person's folder"});
    CHECK(found_in({"Ada/1.jpg", "Bob/old/older/1.jpg", "me.jpg"}) ==
          Found{"Ada/1.jpg -> Ada", "Bob/old/older/1.jpg: lies in a folder within a person's folder",
                "me.jpg: lies in no person's folder"});
    const std::string too_long(101, 'n');
    CHECK(found_in({"Ada/1.jpg", too_long + "/1.jpg"}) ==
          Found{"Ada/1.jpg -> Ada", too_long + "/1.jpg: lies in a folder whose name is no person's"});
}

TEST_CASE("an empty archive has no files, and a missing folder is an error") {
    const TemporaryFolder folder;
    CHECK(extracted_files(folder.path()).value().empty());
    std::filesystem::create_directories(folder / "family");
    CHECK(extracted_files(folder.path()).value().empty());
    CHECK(extracted_files(folder / "missing").error().error_number == ENOENT);
}
