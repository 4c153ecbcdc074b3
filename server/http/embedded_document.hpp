#pragma once
#include <string>
#include <string_view>

#include "http/router.hpp"

namespace gasworks::http {

/// Serves content that is compiled into the program at GET `path`, with an entity tag of its content and 304
/// for those who have it. `content` lives as long as the program.
void add_document(Router& router, std::string path, std::string_view content, std::string_view content_type);

}  // namespace gasworks::http
