#include <chrono>
#include <string>
#include <vector>

#include "objects/s3/xml.hpp"
#include "tests/catch.hpp"

using namespace eigenfaces::service;

TEST_CASE("a page of a list is read") {
    const auto page = s3_xml::parse_page(
        R"(<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>faces</Name><Prefix> </Prefix>
  <IsTruncated>true</IsTruncated><NextContinuationToken>1/x==</NextContinuationToken>
  <Contents><Key> a&amp;b &lt;&#xEB;&gt;</Key><LastModified>2026-11-28T19:08:34.125Z</LastModified>
    <ETag>&quot;abc&quot;</ETag><Size>5000000000</Size></Contents>
  <Contents><Key> </Key><LastModified>2000-02-29T00:00:00Z</LastModified><ETag>def-2</ETag><Size>0</Size></Contents>
  <CommonPrefixes><Prefix>x/</Prefix></CommonPrefixes><CommonPrefixes><Prefix>y/</Prefix></CommonPrefixes>
</ListBucketResult>)");
    REQUIRE(page);
    REQUIRE(page->objects.size() == 2);
    CHECK(page->objects[0].name == " a&b <ë>");
    CHECK(page->objects[0].bytes == 5'000'000'000);
    CHECK(page->objects[0].tag.text == "\"abc\"");
    CHECK(page->objects[0].time.time_since_epoch() == std::chrono::milliseconds(1'795'892'914'125));
    CHECK(page->objects[1].name == " ");
    CHECK(page->objects[1].tag.text == "\"def-2\"");
    CHECK(page->prefixes == std::vector<std::string>{"x/", "y/"});
    CHECK(page->continuation == "1/x==");
}

TEST_CASE("what is no page of a list is told from an empty one") {
    CHECK(s3_xml::parse_page("<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"));
    const std::string object =
        "<Key>x</Key><LastModified>2026-11-28T19:08:34Z</LastModified><ETag>\"a\"</ETag>";
    const std::vector<std::string> others = {
        "",
        "nothing",
        "<html/>",
        "<ListBucketResult>",
        "<Error><Code>InternalError</Code></Error>",
        "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
        "<ListBucketResult><Contents>" + object + "</Contents></ListBucketResult>",
        "<ListBucketResult><Contents>" + object + "<Size>-1</Size></Contents></ListBucketResult>",
        R"(<ListBucketResult><Contents><Key>x</Key><LastModified>today</LastModified><ETag>"a"</ETag><Size>1</Size></Contents></ListBucketResult>)"};
    for (const std::string& text : others) {
        INFO(text);
        CHECK_FALSE(s3_xml::parse_page(text));
    }
}

TEST_CASE("entities of a document are not followed") {
    const auto page = s3_xml::parse_page(
        R"(<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><ListBucketResult>)"
        R"(<Contents><Key>&y;</Key><LastModified>2026-11-28T19:08:34Z</LastModified><ETag>"a"</ETag><Size>1</Size>)"
        R"(</Contents></ListBucketResult>)");
    REQUIRE(page);
    CHECK(page->objects.at(0).name == "&y;");
}

TEST_CASE("errors and uploads are read, and completed in the order of the parts") {
    const auto error = s3_xml::parse_error(
        "<Error><Code>SlowDown</Code><Message>Reduce your rate.</Message><Resource>/x</Resource></Error>");
    CHECK(error.code == "SlowDown");
    CHECK(error.message == "Reduce your rate.");
    CHECK(s3_xml::parse_error("").code.empty());
    CHECK(s3_xml::parse_error("<html>502</html>").code.empty());
    CHECK(
        s3_xml::parse_upload_id(
            "<InitiateMultipartUploadResult><UploadId>a&amp;b</UploadId></InitiateMultipartUploadResult>") ==
        "a&b");
    CHECK_FALSE(s3_xml::parse_upload_id("<InitiateMultipartUploadResult/>"));
    CHECK(
        s3_xml::completion({{"\"a\""}, {"\"b\""}}) ==
        R"(<?xml version="1.0"?><CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Part><PartNumber>1</PartNumber>)"
        R"(<ETag>"a"</ETag></Part><Part><PartNumber>2</PartNumber><ETag>"b"</ETag></Part></CompleteMultipartUpload>)");
    CHECK(s3_xml::parse_completion(
              "<CompleteMultipartUploadResult><ETag>\"c-2\"</ETag></CompleteMultipartUploadResult>")
              ->text == "\"c-2\"");
    CHECK_FALSE(s3_xml::parse_completion("<Error><Code>InternalError</Code></Error>"));
}
