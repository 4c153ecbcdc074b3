#pragma once
#include <string>
#include <string_view>

namespace gasworks {

/// The commit that the program was built from: "74b45de"; "74b45de-dirty" where files differed from it;
/// "commit unknown" where the sources did not tell.
std::string_view revision();

/// What --version says behind the name: "0.1.0 (74b45de)".
std::string with_revision(std::string_view version);

}  // namespace gasworks
