#pragma once
#include <string>
#include <string_view>

namespace gasworks::generator {

/// Whether a document is written as JSON, whose strings all stand in double quotes: it begins with a brace.
bool is_json(std::string_view text);

/// The document with "\U0001f600" for "\ud83d\ude00": JSON writes a character beyond U+FFFF as two halves,
/// which YAML has no sense for. A half without the other stays and is an error.
std::string with_joined_surrogates(std::string_view json);

}  // namespace gasworks::generator
