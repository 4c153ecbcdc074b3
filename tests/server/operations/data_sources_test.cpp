#include "operations/download_data.hpp"
#include "tests/catch.hpp"

using eigenfaces::service::DataSources;

TEST_CASE("a request may name the default URL and what is below an allowed prefix") {
    const DataSources sources{
        "https://faces.example/lfw.tgz", {}, {"https://a.example/sets", "https://b.example/"}};
    for (const char* url :
         {"https://faces.example/lfw.tgz", "https://a.example/sets", "https://a.example/sets/x.tgz",
          "https://a.example/sets?v=1", "https://b.example/x/y.zip", "https://b.example/"}) {
        INFO(url);
        CHECK(sources.allows(url));
    }
    for (const char* url :
         {"https://faces.example/lfw.tgz2", "https://faces.example/lfw.tgz/x", "https://a.example/setsx",
          "https://a.example.evil/sets/x", "https://a.example/", "https://b.example.evil/",
          "http://b.example/x", "https://b.example@evil.example/x", "https://a.example/sets/../secret",
          "https://b.example/x/%2e%2E/y", "https://b.example/./x", "https://b.example/x\\..\\y",
          "file:///etc/passwd", ""}) {
        INFO(url);
        CHECK_FALSE(sources.allows(url));
    }
}
