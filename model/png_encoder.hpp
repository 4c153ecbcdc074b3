#pragma once

#include <string>

#include "model/picture.hpp"

namespace eigenfaces {

/// The bytes of a PNG file with the picture's pixels. The same picture gives the same bytes.
std::string encode_png(const Picture& picture);

}  // namespace eigenfaces
