#include "http/embedded_document.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "http/entity_tag.hpp"

namespace gasworks::http {

namespace {

// FNV-1a: tells versions of one document apart, which is all that an entity tag is for.
std::string entity_tag_of(std::string_view content) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : content) {
        hash ^= static_cast<std::uint8_t>(c);
        hash *= 0x100000001b3U;
    }
    std::array<char, 19> text{};
    std::snprintf(text.data(), text.size(), "\"%016llx\"", static_cast<unsigned long long>(hash));
    return text.data();
}

}  // namespace

Handler document_handler(ResponseBody content, std::string_view content_type) {
    std::string tag = entity_tag_of(bytes_of(content));
    return [tag = std::move(tag), content = std::move(content), type = std::string(content_type)](
               const Request& request, const PathParameters&, Context&) {
        Response response;
        response.headers.add("ETag", tag);
        response.headers.add("Cache-Control", "no-cache");
        if (none_match_names(request.headers, tag)) {
            response.status = 304;
            return response;
        }
        response.headers.add("Content-Type", type);
        response.body = content;
        return response;
    };
}

void add_document(Router& router, std::string path, std::string_view content, std::string_view content_type) {
    router.add({"GET", std::move(path), std::string(document_operation), Workload::immediate,
                document_handler(content, content_type)});
}

}  // namespace gasworks::http
