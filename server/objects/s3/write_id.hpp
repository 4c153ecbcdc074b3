#pragma once
#include <string>

namespace eigenfaces::service {

/// 32 random hexadecimal digits, which no other write has.
std::string new_write_id();

}  // namespace eigenfaces::service
