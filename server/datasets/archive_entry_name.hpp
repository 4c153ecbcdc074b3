#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace eigenfaces::service {

/// The components of an entry's path, as "a" and "b" of "./a/b/"; none for the folder of extraction itself
/// ("./"). Otherwise the rule that the path breaks, to be read after the entry's name.
///
/// Refused: absolute paths, "..", backslashes, control characters, text that is not UTF-8, components of more
/// than 255 bytes, more than `max_depth` components.
tl::expected<std::vector<std::string>, std::string> entry_components(std::string_view path,
                                                                     std::size_t max_depth);

/// A name as it may stand in a message: in quotes, odd bytes as \xNN, shortened after 200 bytes.
std::string quoted_name(std::string_view name);

}  // namespace eigenfaces::service
