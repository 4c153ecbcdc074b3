#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "objects/object_store.hpp"
#include "objects/s3/dialect.hpp"

namespace eigenfaces::service {

/// The documents of S3's API, as far as they are needed. What is none is an error that says so.
namespace s3_xml {

/// Empty where the document is none of an error.
struct Error {
    std::string code;
    std::string message;
};
Error parse_error(std::string_view document);

struct ListedObject {
    std::string name;
    std::uint64_t bytes = 0;
    ObjectTag tag;
    std::chrono::system_clock::time_point time;
};

/// One page of an answer to ListObjectsV2.
struct Page {
    std::vector<ListedObject> objects;
    std::vector<std::string> prefixes;
    std::string continuation;  ///< empty for the last one
};
tl::expected<Page, std::string> parse_page(std::string_view document, const S3Dialect& dialect = amazon_s3);

tl::expected<std::string, std::string> parse_upload_id(std::string_view document);

/// The request that makes one object of parts, which have these tags.
std::string completion(const std::vector<ObjectTag>& parts);
/// The tag of the object made so.
tl::expected<ObjectTag, std::string> parse_completion(std::string_view document);

}  // namespace s3_xml
}  // namespace eigenfaces::service
