#pragma once
#include <span>
#include <string>

namespace eigenfaces::service {

/// Names as NumPy prints an array of strings, which is what existing clients parse: "['A B' 'C D']". Lines
/// are broken as NumPy does it, before column 75, with one space of indentation.
std::string name_list(std::span<const std::string> names);

}  // namespace eigenfaces::service
