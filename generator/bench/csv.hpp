#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace gasworks::bench {

/// The records of a CSV text (RFC 4180) below its first, which has to be `columns`. Lines that begin with '#'
/// and empty ones are passed over. \throws std::runtime_error names `what` and the line that is wrong
std::vector<std::vector<std::string>> read_csv(std::string_view text, const std::vector<std::string>& columns,
                                               const std::string& what);

/// A field as CSV has it, in quotes where it needs them.
std::string csv_field(const std::string& text);

/// The whole of `text` as a number, 0 or more. \throws std::runtime_error names `what`
double csv_number(const std::string& text, const std::string& what);

}  // namespace gasworks::bench
