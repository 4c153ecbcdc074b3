#pragma once
#include <string>
#include <string_view>

#include "http/router.hpp"

namespace gasworks::http {

/// The operation_id of the routes that serve a document.
inline constexpr std::string_view document_operation = "openapi_document";

/// Answers with the content, with an entity tag of it, or with 304 to those who have it.
Handler document_handler(ResponseBody content, std::string_view content_type);

/// Serves content that is compiled into the program at GET `path`, with an entity tag of its content and 304
/// for those who have it. `content` lives as long as the program.
void add_document(Router& router, std::string path, std::string_view content, std::string_view content_type);

}  // namespace gasworks::http
