#include "generator/cpp/names.hpp"

#include "generator/cpp/generate.hpp"
#include "generator/cpp/text.hpp"
#include "tests/catch.hpp"

using namespace gasworks::generator;

namespace {

TEST_CASE("names of variables") {
    CHECK(snake_case("imageFilePaths") == "image_file_paths");
    CHECK(snake_case("image-file.paths") == "image_file_paths");
    CHECK(snake_case("HTTPServer2Name") == "http_server2_name");
    CHECK(snake_case("f1_score") == "f1_score");
    CHECK(snake_case("X-Request-Id") == "x_request_id");
    CHECK(snake_case("__a__b__") == "a_b");
    CHECK(snake_case("C") == "c");
    CHECK(snake_case("2fa") == "value_2fa");
    CHECK(snake_case("class") == "class_");
    CHECK(snake_case("NOT") == "not_");
    CHECK(snake_case("errno") == "errno_");
    CHECK(snake_case("xor_eq") == "xor_eq_");
    CHECK(snake_case("std") == "std_");
    CHECK(snake_case("gasworks") == "gasworks_");
    CHECK(snake_case("") == "empty");
    CHECK(snake_case("+") == "u002b");
    CHECK(snake_case("gr\xC3\xB6\xC3\x9F"
                     "e") == "gru00f6u00dfe");
    CHECK(snake_case("\xff") == "u00ff");
}

TEST_CASE("names of types") {
    CHECK(camel_case("TrainingReport") == "TrainingReport");
    CHECK(camel_case("HTTPError") == "HTTPError");
    CHECK(camel_case("training-report") == "TrainingReport");
    CHECK(camel_case("NULL") == "Null");
    CHECK(camel_case("3d") == "Type3d");
    CHECK(camel_case("\xC3\xA9t\xC3\xA9") == "U00e9tu00e9");
}

TEST_CASE("a name that is taken gets a number") {
    Names names({"body"});
    CHECK(names.claim("body") == "body_2");
    CHECK(names.claim("body") == "body_3");
    CHECK(names.claim("class_") == "class_");
    CHECK(names.claim("class_") == "class_2");
}

TEST_CASE("string literals hold any bytes") {
    CHECK(string_literal("a\"b\\c\n\x01\xC3\xA9") == R"("a\"b\\c\n\001\303\251")");
    // Three question marks and a slash, which are not to be a trigraph.
    CHECK(string_literal("what?"
                         "?"
                         "?/") == R"("what?\?\?/")");
    CHECK(string_literal(std::string_view("\0001", 2)) == R"("\0001")");
}

TEST_CASE("comments can't be ended or turned by a description") {
    Text text;
    text.document("ends with \\\n\xE2\x80\xAEturned\r");
    text.document(
        "a trigraph ?"
        "?/ \nnext");
    CHECK(text.str() ==
          "/// ends with \\.\n/// turned\n/// a trigraph ?"
          "?/.\n/// next\n");
}

TEST_CASE("namespaces") {
    CHECK(is_namespace("api"));
    CHECK(is_namespace("eigenfaces::api"));
    CHECK_FALSE(is_namespace(""));
    CHECK_FALSE(is_namespace("a::"));
    CHECK_FALSE(is_namespace("a::class"));
    CHECK_FALSE(is_namespace("2a"));
    CHECK_FALSE(is_namespace("a; int x"));
    CHECK_FALSE(is_namespace("std"));
}

}  // namespace
