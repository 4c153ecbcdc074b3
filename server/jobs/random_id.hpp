#pragma once
#include <string>

namespace eigenfaces::service {

/// 32 hexadecimal digits, not to be guessed.
std::string random_id();

}  // namespace eigenfaces::service
