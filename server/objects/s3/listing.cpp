#include "objects/s3/listing.hpp"

#include <iterator>
#include <utility>

namespace eigenfaces::service {

ObjectResult<s3_xml::Page> list_s3(const S3Client& client, const std::string& prefix,
                                   const std::string& delimiter) {
    s3_xml::Page all;
    do {
        S3Request request;
        request.query = {{"list-type", "2"}, {"prefix", prefix}};
        if (!delimiter.empty()) request.query.emplace_back("delimiter", delimiter);
        if (!all.continuation.empty()) request.query.emplace_back("continuation-token", all.continuation);
        s3_xml::Page page;
        S3Client::Wishes wishes;
        wishes.objection = [&](const S3Answer& answer) -> std::optional<S3Failure> {
            auto parsed = s3_xml::parse_page(answer.body, client.dialect());
            if (!parsed) return S3Failure{ObjectError::Kind::unavailable, parsed.error(), true, {}};
            page = *std::move(parsed);
            return std::nullopt;
        };
        auto answer = client.ask(request, "list what is below \"" + prefix + "\" in", wishes);
        if (!answer) return tl::unexpected(answer.error());
        if (!page.continuation.empty() && page.continuation == all.continuation) {
            return tl::unexpected(client.error(
                request, "list",
                {ObjectError::Kind::unavailable, "the list goes on where it went on before", false, {}}));
        }
        std::move(page.objects.begin(), page.objects.end(), std::back_inserter(all.objects));
        std::move(page.prefixes.begin(), page.prefixes.end(), std::back_inserter(all.prefixes));
        all.continuation = std::move(page.continuation);
    } while (!all.continuation.empty());
    return all;
}

}  // namespace eigenfaces::service
