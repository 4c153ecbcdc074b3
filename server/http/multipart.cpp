#include "http/multipart.hpp"

#include <algorithm>

#include "http/headers.hpp"
#include "http/media_type.hpp"
#include "http/parameter.hpp"
#include "http/utf8.hpp"

namespace gasworks::http {

namespace {

using Error = tl::unexpected<std::string>;

Error error(std::string text) {
    return tl::make_unexpected(std::move(text));
}

struct Delimiter {
    std::size_t begin = 0;  ///< of the CRLF that belongs to it
    std::size_t end = 0;    ///< after its line
    bool last = false;
};

// The next delimiter line at or after `from`. A line that begins like one and goes on is an error: some
// readers take it for a delimiter, as RFC 2046 (5.1.1) has it, others for content, and no honest sender
// writes it.
tl::expected<Delimiter, std::string> find_delimiter(std::string_view body, std::string_view dashes,
                                                    std::size_t from) {
    while (true) {
        std::size_t begin = body.find(dashes, from);
        if (begin == std::string_view::npos) return error("the form ends before its closing boundary");
        from = begin + dashes.size();
        const bool at_line_start = begin == 0 || (begin >= 2 && body.substr(begin - 2, 2) == "\r\n");
        if (!at_line_start) continue;
        std::size_t end = from;
        const bool last = body.substr(end, 2) == "--";
        if (last) end += 2;
        while (end < body.size() && (body[end] == ' ' || body[end] == '\t'))
            ++end;
        const bool line_ends = body.substr(end, 2) == "\r\n";
        if (!line_ends && !(last && end == body.size())) {
            // What is cut off here may have been meant to go on rightly.
            if (body.size() - end < 2) return error("the form ends before its closing boundary");
            return error("a line of the form begins with the boundary " + in_quotes(dashes) + " and goes on");
        }
        return Delimiter{begin == 0 ? 0 : begin - 2, line_ends ? end + 2 : end, last};
    }
}

tl::expected<Headers, std::string> parse_part_headers(std::string_view text, const MultipartLimits& limits) {
    Headers headers;
    while (!text.empty()) {
        const auto end = text.find("\r\n");
        const std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 2);
        if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
            return error("a header of a part has a carriage return, a line feed or a zero byte within it");
        }
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0 ||
            line.substr(0, colon).find_first_of(" \t\"") != std::string_view::npos) {
            return error("the header " + in_quotes(line) + " of a part is not of the form 'Name: value'");
        }
        if (headers.size() == limits.headers) {
            return error("a part has more than " + std::to_string(limits.headers) + " headers");
        }
        std::string_view value = line.substr(colon + 1);
        value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
        headers.add(std::string(line.substr(0, colon)), std::string(value));
    }
    return headers;
}

// RFC 8187: charset'language'percent-encoded.
tl::expected<std::string, std::string> decode_extended(std::string_view text) {
    const auto first = text.find('\'');
    const auto second = first == std::string_view::npos ? first : text.find('\'', first + 1);
    if (second == std::string_view::npos || !equals_ignoring_case(text.substr(0, first), "UTF-8")) {
        return error("filename* must begin with UTF-8''");
    }
    auto decoded = percent_decoded(text.substr(second + 1), false);
    if (!decoded) return error("filename*: " + decoded.error());
    return decoded;
}

tl::expected<Part, std::string> part_of(const Headers& headers, std::string_view bytes) {
    const auto dispositions = headers.all("Content-Disposition");
    if (dispositions.size() != 1) return error("every part of a form needs one Content-Disposition");
    const auto disposition = parse_parameterized(dispositions[0]);
    if (!disposition || !equals_ignoring_case(disposition->value, "form-data")) {
        return error("the Content-Disposition " + in_quotes(dispositions[0]) +
                     " is not of the form 'form-data; name=\"...\"'");
    }
    Part part;
    part.headers = headers;
    bool named = false;
    bool extended = false;
    for (const auto& [key, value] : disposition->parameters) {
        if (key == "name") {
            if (named) return error("a part has two names");
            named = true;
            part.name = value;
        } else if (key == "filename" && !extended) {
            part.filename = value;
        } else if (key == "filename*") {
            auto decoded = decode_extended(value);
            if (!decoded) return error(decoded.error());
            part.filename = *std::move(decoded);
            extended = true;
        }
    }
    if (!named || part.name.empty()) return error("a part of the form has no name");
    if (!code_points(part.name) || (part.filename && !code_points(*part.filename))) {
        return error("the name or file name of a part is not UTF-8");
    }
    if (const auto encoding = headers.get("Content-Transfer-Encoding")) {
        const auto parsed = parse_parameterized(*encoding);
        const bool plain = parsed && (equals_ignoring_case(parsed->value, "binary") ||
                                      equals_ignoring_case(parsed->value, "8bit") ||
                                      equals_ignoring_case(parsed->value, "7bit"));
        if (!plain) {
            return error("the part " + in_quotes(part.name) + " has the Content-Transfer-Encoding " +
                         in_quotes(*encoding) + "; send it as binary");
        }
    }
    const auto type = headers.get("Content-Type");
    part.content_type = "text/plain";
    if (type) {
        if (!parse_media_type(*type)) {
            return error("the Content-Type " + in_quotes(*type) + " of the part " + in_quotes(part.name) +
                         " is not a media type");
        }
        part.content_type = type->substr(std::min(type->find_first_not_of(" \t"), type->size()));
    }
    part.bytes = bytes;
    return part;
}

}  // namespace

tl::expected<std::vector<Part>, std::string> parse_multipart(std::string_view body, std::string_view boundary,
                                                             MultipartLimits limits) {
    const std::string dashes = "--" + std::string(boundary);
    auto delimiter = find_delimiter(body, dashes, 0);
    if (!delimiter) {
        return error(body.find(dashes) == std::string_view::npos
                         ? "the body has no boundary line " + in_quotes(dashes) + " as its Content-Type says"
                         : delimiter.error());
    }
    std::vector<Part> parts;
    while (!delimiter->last) {
        if (parts.size() == limits.parts) {
            return error("the form has more than " + std::to_string(limits.parts) + " parts");
        }
        const std::size_t begin = delimiter->end;
        // No headers at all: the line that ends them comes first.
        const bool bare = body.substr(begin, 2) == "\r\n";
        const std::string_view window = body.substr(begin, limits.header_bytes + 4);
        const std::size_t blank = bare ? 0 : window.find("\r\n\r\n");
        if (blank == std::string_view::npos) {
            return error(window.size() < limits.header_bytes + 4
                             ? "the headers of a part do not end with an empty line"
                             : "the headers of a part have more than " + std::to_string(limits.header_bytes) +
                                   " bytes");
        }
        const std::size_t content = begin + blank + (bare ? 2 : 4);
        const auto headers = parse_part_headers(window.substr(0, blank), limits);
        if (!headers) return error(headers.error());

        // The line end before the delimiter is the delimiter's, so a part without content has one of its own.
        delimiter = find_delimiter(body, dashes, content);
        if (!delimiter) return error(delimiter.error());
        if (delimiter->begin < content) return error("the content of a part is not ended by a line end");
        auto part = part_of(*headers, body.substr(content, delimiter->begin - content));
        if (!part) return error(part.error());
        parts.push_back(*std::move(part));
    }
    return parts;
}

tl::expected<std::string, std::string> multipart_boundary(std::string_view content_type) {
    const auto type = parse_media_type(content_type);
    if (!type) return error("the Content-Type is not a media type");
    const auto boundary = type->parameter("boundary");
    if (!boundary) return error("the Content-Type has no boundary");
    // RFC 2046, 5.1.1
    constexpr std::string_view others = "'()+_,-./:=? ";
    const bool allowed = std::all_of(boundary->begin(), boundary->end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               others.find(c) != std::string_view::npos;
    });
    constexpr std::size_t longest = 70;
    if (boundary->empty() || boundary->size() > longest || !allowed || boundary->back() == ' ') {
        return error("the boundary " + in_quotes(*boundary) +
                     " is not 1 to 70 letters, digits, spaces (not at the end) or of '()+_,-./:=?");
    }
    return std::string(*boundary);
}

}  // namespace gasworks::http
