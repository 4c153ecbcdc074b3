#pragma once
#include <iosfwd>
#include <optional>
#include <string>

namespace gasworks::credentials {

/// A password: where standard input is a terminal, typed twice without being shown; else the first line of
/// `in`. Nothing when there is none or the two differ; `messages` says so.
std::optional<std::string> read_password(std::istream& in, std::ostream& messages);

}  // namespace gasworks::credentials
