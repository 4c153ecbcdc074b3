#include <map>
#include <string>

#include "objects/s3/location.hpp"
#include "objects/s3/settings.hpp"
#include "objects/s3/url.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

namespace {

using Variables = std::map<std::string, std::string>;

const Variables keys = {
    {"AWS_ACCESS_KEY_ID", "id"}, {"AWS_SECRET_ACCESS_KEY", "secret"}, {"AWS_REGION", "eu-west-1"}};

Variables with(Variables variables, const Variables& more) {
    for (const auto& [name, value] : more)
        variables[name] = value;
    return variables;
}

auto find(const Variables& variables, S3Addressing addressing = S3Addressing::automatic,
          const S3Location& location = {"faces", "p"}) {
    return find_s3_settings(location, addressing, [&](const char* name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    });
}

S3Settings found(const Variables& variables, S3Addressing addressing = S3Addressing::automatic) {
    auto settings = find(variables, addressing);
    if (!settings) FAIL(settings.error());
    return *settings;
}

std::string refused(const Variables& variables) {
    const auto settings = find(variables);
    REQUIRE_FALSE(settings);
    CHECK(settings.error().find("secret-text") == std::string::npos);
    CHECK_THAT(settings.error(), ContainsSubstring("cannot use s3://faces/p: "));
    return settings.error();
}

}  // namespace

TEST_CASE("a store is named by bucket and prefix") {
    const auto whole = parse_s3_location("s3://faces");
    REQUIRE(whole);
    CHECK(whole->bucket == "faces");
    CHECK(whole->prefix.empty());
    CHECK(whole->text() == "s3://faces");
    CHECK(whole->name_of(ObjectKey("a/b")) == "a/b");
    const auto part = parse_s3_location("s3://my.faces-2/a/Zoë x/");
    REQUIRE(part);
    CHECK(part->bucket == "my.faces-2");
    CHECK(part->prefix == "a/Zoë x");
    CHECK(part->name_of(ObjectKey("a/b")) == "a/Zoë x/a/b");
    CHECK(parse_s3_location("s3://faces/")->prefix.empty());
    for (const char* text : {"", "faces", "s3:faces", "S3://faces", "https://faces", "/data"}) {
        const auto wrong = parse_s3_location(text);
        REQUIRE_FALSE(wrong);
        CHECK_THAT(wrong.error(), ContainsSubstring("s3://bucket or s3://bucket/prefix"));
    }
    for (const char* text : {"s3://", "s3://ab", "s3:///prefix", "s3://Faces", "s3://-faces", "s3://faces.",
                             "s3://a..b", "s3://fa_ces", "s3://user:secret@faces"}) {
        const auto wrong = parse_s3_location(text);
        REQUIRE_FALSE(wrong);
        CHECK_THAT(wrong.error(), ContainsSubstring("3 to 63 lower-case letters"));
    }
    for (const std::string& prefix : {std::string("/"), std::string("a//b"), std::string("../x"),
                                      std::string("a\nb"), std::string(124, 'a'), std::string("\xff")}) {
        const auto wrong = parse_s3_location("s3://faces/" + prefix);
        REQUIRE_FALSE(wrong);
        CHECK_THAT(wrong.error(), ContainsSubstring("a prefix is names joined by '/'"));
    }
}

TEST_CASE("a store of Google's is named, and found, in the same way") {
    const auto location = parse_s3_location("gs://my_faces/a/b/");
    REQUIRE(location);
    CHECK(location->bucket == "my_faces");
    CHECK(location->prefix == "a/b");
    CHECK(location->text() == "gs://my_faces/a/b");
    CHECK(location->dialect.has_generations);
    CHECK_FALSE(parse_s3_location("s3://faces")->dialect.has_generations);
    const auto wrong = parse_s3_location("gs://Faces");
    REQUIRE_FALSE(wrong);
    CHECK_THAT(wrong.error(), ContainsSubstring("lower-case letters, digits, '-', '_' and '.'"));

    // Regions are not Google's.
    for (const char* region : {"", "eu-west-1"}) {
        const auto google = find(with(keys, {{"AWS_REGION", region}}), S3Addressing::automatic, *location);
        REQUIRE(google);
        CHECK(google->endpoint == "https://storage.googleapis.com");
        CHECK(google->region == "auto");
        CHECK_FALSE(google->bucket_in_host);
        CHECK(google->credentials.secret_access_key == "secret");
    }
    CHECK(find(keys, S3Addressing::virtual_host, *location)->bucket_in_host);
    CHECK(find(with(keys, {{"AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9000"}}), S3Addressing::automatic,
               *location)
              ->endpoint == "http://127.0.0.1:9000");
    const auto temporary =
        find(with(keys, {{"AWS_SESSION_TOKEN", "secret-text"}}), S3Addressing::automatic, *location);
    REQUIRE_FALSE(temporary);
    CHECK_THAT(temporary.error(),
               ContainsSubstring("cannot use gs://my_faces/a/b: there is a session token"));
    CHECK(temporary.error().find("secret-text") == std::string::npos);
}

TEST_CASE("settings of a store come from the environment") {
    const S3Settings aws = found(with(keys, {{"AWS_SESSION_TOKEN", "token"}}));
    CHECK(aws.endpoint == "https://s3.eu-west-1.amazonaws.com");
    CHECK(aws.region == "eu-west-1");
    CHECK(aws.bucket_in_host);
    CHECK(aws.credentials.access_key_id == "id");
    CHECK(aws.credentials.secret_access_key == "secret");
    CHECK(aws.credentials.session_token == "token");
    CHECK(found(with(keys, {{"AWS_DEFAULT_REGION", "us-west-2"}})).region == "eu-west-1");
    CHECK(found(with(keys, {{"AWS_REGION", ""}, {"AWS_DEFAULT_REGION", "us-west-2"}})).region == "us-west-2");
    CHECK(found(with(keys, {{"AWS_REGION", "cn-north-1"}})).endpoint ==
          "https://s3.cn-north-1.amazonaws.com.cn");

    const Variables other = with(keys, {{"AWS_REGION", ""}, {"AWS_ENDPOINT_URL", "http://127.0.0.1:9000/"}});
    CHECK(found(other).endpoint == "http://127.0.0.1:9000");
    CHECK(found(other).region == "us-east-1");
    CHECK_FALSE(found(other).bucket_in_host);
    CHECK(found(other, S3Addressing::virtual_host).bucket_in_host);
    CHECK_FALSE(found(keys, S3Addressing::path).bucket_in_host);
    CHECK(found(with(other, {{"AWS_ENDPOINT_URL_S3", "https://store:8080/base"}})).endpoint ==
          "https://store:8080/base");
    CHECK(found(other).ca_bundle.empty());
    CHECK(found(with(other, {{"AWS_CA_BUNDLE", "/etc/authorities.pem"}})).ca_bundle ==
          "/etc/authorities.pem");
    // No certificate of AWS's covers it.
    CHECK_FALSE(find(keys, S3Addressing::automatic, {"my.faces", ""})->bucket_in_host);
}

TEST_CASE("settings of a store come from AWS's files") {
    const TemporaryFolder home;
    put_file(
        home / ".aws/credentials",
        "# comment\n[default]\naws_access_key_id = file-id\r\naws_secret_access_key=file-secret # comment\n"
        "\n[other]\naws_access_key_id=other-id\naws_secret_access_key=other=sec#ret\naws_session_token = t\n"
        "[half]\naws_access_key_id=half-id\n");
    put_file(
        home / ".aws/config",
        "[default]\nregion = eu-north-1\ns3 =\n    region = not-this\n"
        "[profile other]\n; comment\nca_bundle=/b.pem\nregion=ap-south-1\nendpoint_url = "
        "http://127.0.0.1:9000\n"
        "[profile config-alone]\nRegion = us-west-1\naws_access_key_id=c-id\naws_secret_access_key=c-secret\n"
        "[profile half]\nregion = x\n[services other]\nregion = not-this\n");
    const Variables at_home = {{"HOME", home.path().string()}};
    CHECK(found(at_home).credentials.access_key_id == "file-id");
    CHECK(found(at_home).credentials.secret_access_key == "file-secret");
    CHECK(found(at_home).region == "eu-north-1");
    const S3Settings other = found(with(at_home, {{"AWS_PROFILE", "other"}}));
    CHECK(other.credentials.secret_access_key == "other=sec#ret");
    CHECK(other.credentials.session_token == "t");
    CHECK(other.region == "ap-south-1");
    CHECK(other.endpoint == "http://127.0.0.1:9000");
    CHECK(other.ca_bundle == "/b.pem");
    const S3Settings alone = found(with(at_home, {{"AWS_PROFILE", "config-alone"}}));
    CHECK(alone.credentials.access_key_id == "c-id");
    CHECK(alone.region == "us-west-1");
    // The environment comes first, and its halves are not filled up from files.
    CHECK(found(with(at_home, keys)).credentials.access_key_id == "id");
    CHECK(found(with(at_home, keys)).credentials.session_token.empty());
    CHECK(found(with(at_home, {{"AWS_ENDPOINT_URL_S3", "https://e"}})).endpoint == "https://e");
    CHECK_THAT(refused(with(at_home, {{"AWS_SECRET_ACCESS_KEY", "secret-text"}})),
               ContainsSubstring("AWS_SECRET_ACCESS_KEY is set and AWS_ACCESS_KEY_ID is not"));
    CHECK_THAT(refused(with(at_home, {{"AWS_PROFILE", "half"}})),
               ContainsSubstring("has aws_access_key_id and no aws_secret_access_key"));
    CHECK_THAT(refused(with(at_home, {{"AWS_PROFILE", "none"}})),
               ContainsSubstring("the profile \"none\" of AWS_PROFILE was not found; looked in: " +
                                 (home / ".aws/credentials").string() + " (no profile of this name)"));

    put_file(home / "elsewhere", "[default]\naws_access_key_id=e-id\naws_secret_access_key=e-secret\n");
    CHECK(found(with(at_home, {{"AWS_SHARED_CREDENTIALS_FILE", (home / "elsewhere").string()}}))
              .credentials.access_key_id == "e-id");
    CHECK_THAT(refused(with(at_home, {{"AWS_CONFIG_FILE", home.path().string()}})),
               ContainsSubstring("cannot read " + home.path().string()));
}

TEST_CASE("what is missing or wrong of a store's settings is told") {
    const Variables region = {{"AWS_REGION", "eu-west-1"}};
    CHECK_THAT(
        refused(with(region, {{"HOME", "/nonexistent"}})),
        ContainsSubstring("no credentials: neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the "
                          "environment, nor aws_access_key_id and aws_secret_access_key of the profile "
                          "\"default\"; looked in: /nonexistent/.aws/credentials (no such file), "
                          "/nonexistent/.aws/config (no such file)"));
    CHECK_THAT(refused(region), ContainsSubstring("HOME is not set"));
    CHECK_THAT(refused(with(keys, {{"AWS_REGION", ""}})),
               ContainsSubstring("AWS_ENDPOINT_URL_S3 is missing"));
    CHECK_THAT(refused(with(keys, {{"AWS_REGION", "eu:west"}})),
               ContainsSubstring("the region \"eu:west\" is none"));
    for (const char* endpoint :
         {"127.0.0.1:9000", "ftp://host", "http://host/a/../b", "https://host/./b", "http://host/..",
          "http://user:secret-text@host", "http://host?x=1", "http://host?", "http://host#", "http://host#x",
          "http://", "http://ho st"}) {
        CHECK_THAT(refused(with(keys, {{"AWS_ENDPOINT_URL", endpoint}})),
                   ContainsSubstring("the endpoint is no URL"));
    }
    CHECK_THAT(refused(with(keys, {{"AWS_SESSION_TOKEN", "secret-text\r\nx-header: y"}})),
               ContainsSubstring("only visible ASCII"));
}

TEST_CASE("URLs are written as signatures have them") {
    S3Settings settings;
    settings.location = {"faces", ""};
    settings.endpoint = "http://127.0.0.1:9000";
    CHECK(s3_url(settings, "a b/c+d=e&f~g*%41/Zoë", {}) ==
          "http://127.0.0.1:9000/faces/a%20b/c%2Bd%3De%26f~g%2A%2541/Zo%C3%AB");
    CHECK(s3_url(settings, "", {{"prefix", "a/ b"}, {"list-type", "2"}, {"continuation-token", "x+/="}}) ==
          "http://127.0.0.1:9000/faces/?continuation-token=x%2B%2F%3D&list-type=2&prefix=a%2F%20b");
    CHECK(s3_url(settings, "x", {{"uploads", ""}}) == "http://127.0.0.1:9000/faces/x?uploads=");
    settings.bucket_in_host = true;
    settings.endpoint = "https://s3.eu-west-1.amazonaws.com";
    CHECK(s3_url(settings, "x", {}) == "https://faces.s3.eu-west-1.amazonaws.com/x");
}
