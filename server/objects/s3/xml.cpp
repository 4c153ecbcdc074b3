#include "objects/s3/xml.hpp"

#include <charconv>
#include <cstdio>
#include <optional>
#include <sstream>

#include <pugixml.hpp>

namespace eigenfaces::service::s3_xml {
namespace {

/// Names may begin or end with spaces, and may be nothing else.
constexpr unsigned options = pugi::parse_default | pugi::parse_ws_pcdata_single;

std::optional<pugi::xml_document> parsed_document(std::string_view text) {
    pugi::xml_document document;
    if (!document.load_buffer(text.data(), text.size(), options)) return std::nullopt;
    return document;
}

ObjectTag tag_of(const char* text) {
    std::string tag = text;
    // As headers have it; some stores leave the quotes away here.
    if (!tag.empty() && tag.front() != '"' && !tag.starts_with("W/")) tag = '"' + tag + '"';
    return {tag};
}

bool read_digits(std::string_view& text, std::size_t count, int& number) {
    if (text.size() < count) return false;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + count, number);
    if (failure != std::errc() || end != text.data() + count) return false;
    text.remove_prefix(count);
    return true;
}

bool skip(std::string_view& text, char character) {
    if (text.empty() || text.front() != character) return false;
    text.remove_prefix(1);
    return true;
}

/// "2026-11-28T19:08:34.123Z"
std::optional<std::chrono::system_clock::time_point> parse_time(std::string_view text) {
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    const bool complete = read_digits(text, 4, year) && skip(text, '-') && read_digits(text, 2, month) &&
                          skip(text, '-') && read_digits(text, 2, day) && skip(text, 'T') &&
                          read_digits(text, 2, hour) && skip(text, ':') && read_digits(text, 2, minute) &&
                          skip(text, ':') && read_digits(text, 2, second);
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!complete || !date.ok()) return std::nullopt;
    std::chrono::milliseconds fraction{0};
    int digits = 0;
    if (skip(text, '.') && read_digits(text, 3, digits)) fraction = std::chrono::milliseconds(digits);
    return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
           std::chrono::seconds(second) + fraction;
}

std::optional<ListedObject> listed(const pugi::xml_node& node, const S3Dialect& dialect) {
    ListedObject object;
    object.name = node.child_value("Key");
    const char* const tag = node.child_value(dialect.listed_tag);
    object.tag = dialect.has_generations ? ObjectTag{tag} : tag_of(tag);
    const std::string_view size = node.child_value("Size");
    const auto [end, failure] = std::from_chars(size.data(), size.data() + size.size(), object.bytes);
    const auto time = parse_time(node.child_value("LastModified"));
    if (object.name.empty() || object.tag.text.empty() || failure != std::errc() ||
        end != size.data() + size.size() || !time) {
        return std::nullopt;
    }
    object.time = *time;
    return object;
}

}  // namespace

Error parse_error(std::string_view document) {
    const auto parsed = parsed_document(document);
    if (!parsed) return {};
    const pugi::xml_node error = parsed->child("Error");
    return {error.child_value("Code"), error.child_value("Message")};
}

tl::expected<Page, std::string> parse_page(std::string_view document, const S3Dialect& dialect) {
    const auto parsed = parsed_document(document);
    const pugi::xml_node result = parsed ? parsed->child("ListBucketResult") : pugi::xml_node();
    if (!result) return tl::unexpected(std::string("the answer is not a list of objects"));
    Page page;
    for (const pugi::xml_node& node : result.children("Contents")) {
        const auto object = listed(node, dialect);
        if (!object)
            return tl::unexpected(std::string("the list has an object without name, size, tag or time"));
        page.objects.push_back(*object);
    }
    for (const pugi::xml_node& node : result.children("CommonPrefixes"))
        page.prefixes.emplace_back(node.child_value("Prefix"));
    page.continuation = result.child_value("NextContinuationToken");
    if (std::string_view(result.child_value("IsTruncated")) == "true" && page.continuation.empty())
        return tl::unexpected(std::string("the list goes on and does not say where"));
    if (std::string_view(result.child_value("IsTruncated")) != "true") page.continuation.clear();
    return page;
}

tl::expected<std::string, std::string> parse_upload_id(std::string_view document) {
    const auto parsed = parsed_document(document);
    std::string id = parsed ? parsed->child("InitiateMultipartUploadResult").child_value("UploadId") : "";
    if (id.empty()) return tl::unexpected(std::string("the answer has no UploadId"));
    return id;
}

std::string completion(const std::vector<ObjectTag>& parts) {
    pugi::xml_document document;
    pugi::xml_node upload = document.append_child("CompleteMultipartUpload");
    upload.append_attribute("xmlns") = "http://s3.amazonaws.com/doc/2006-03-01/";
    for (std::size_t index = 0; index < parts.size(); ++index) {
        pugi::xml_node part = upload.append_child("Part");
        part.append_child("PartNumber").text() = static_cast<unsigned>(index + 1);
        part.append_child("ETag").text() = parts[index].text.c_str();
    }
    std::ostringstream text;
    document.save(text, "", pugi::format_raw);
    return text.str();
}

tl::expected<ObjectTag, std::string> parse_completion(std::string_view document) {
    const auto parsed = parsed_document(document);
    const ObjectTag tag =
        tag_of(parsed ? parsed->child("CompleteMultipartUploadResult").child_value("ETag") : "");
    if (tag.text.empty()) return tl::unexpected(std::string("the answer has no ETag"));
    return tag;
}

}  // namespace eigenfaces::service::s3_xml
