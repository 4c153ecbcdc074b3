#include "workspaces/picture_name.hpp"

#include "tests/catch.hpp"

using eigenfaces::service::PictureName;

namespace {

std::string stored(std::string_view sent) {
    const auto name = PictureName::from_client(sent);
    return name ? name->text() : "(refused)";
}

}  // namespace

TEST_CASE("of a client's path the last component is the picture's name") {
    CHECK(stored("example_image.jpg") == "example_image.jpg");
    CHECK(stored("/home/me/.cloudmesh/upload-file/a.jpg") == "a.jpg");
    CHECK(stored("C:\\Pictures\\a.png") == "a.png");
    CHECK(stored("../../etc/passwd") == "passwd");
}

TEST_CASE("no name leads elsewhere or hides") {
    CHECK(stored("my face.jpg") == "my_face.jpg");
    CHECK(stored("a,b;c'd\"e.jpg") == "a_b_c_d_e.jpg");
    CHECK(stored(std::string_view("a\0b\n.jpg", 8)) == "a_b_.jpg");
    CHECK(stored(".tmp-0123") == "_tmp-0123");
    CHECK(stored(".htaccess") == "_htaccess");
}

TEST_CASE("letters of any script stay, broken UTF-8 does not") {
    CHECK(stored("Jürgen.jpg") == "Jürgen.jpg");
    CHECK(stored("写真.png") == "写真.png");
    CHECK(stored("\xC3.jpg") == "_.jpg");
    CHECK(stored("\xC0\xAF.jpg") == "__.jpg");            // an overlong '/'
    CHECK(stored("\xED\xA0\x80.jpg") == "___.jpg");       // a surrogate
    CHECK(stored("\xC2\x85.jpg") == "__.jpg");            // a control character
    CHECK(stored("\xF4\x90\x80\x80.jpg") == "____.jpg");  // beyond Unicode
}

TEST_CASE("a path without a last component, or with one that is too long, has no name") {
    for (const char* path : {"", ".", "..", "/", "a/", "a/..", "a\\."}) {
        INFO(path);
        CHECK_FALSE(PictureName::from_client(path));
    }
    CHECK(PictureName::from_client(std::string(200, 'a')));
    CHECK_FALSE(PictureName::from_client(std::string(201, 'a')));
}
