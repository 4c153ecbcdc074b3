#pragma once
#include <string>
#include <utility>

#include "digest/sha256.hpp"
#include "http/entity_tag.hpp"

namespace eigenfaces::service {

/// The answer with a drawn picture, or 304 to a request that names its ETag.
template <class Response, class Request>
Response picture_response(const Request& request, std::string png) {
    const std::string tag = '"' + sha256_of(png).hex() + '"';
    if (request.if_none_match && gasworks::http::list_names_tag(*request.if_none_match, tag))
        return Response::not_modified().with_e_tag(tag);
    return Response::ok(std::move(png)).with_e_tag(tag);
}

}  // namespace eigenfaces::service
