#pragma once

#include "model/picture.hpp"

/// The PNG half of model/picture.hpp, on libpng. The bytes begin with PNG's signature.
namespace eigenfaces::png {

tl::expected<PictureHeader, PictureError> read_header(std::span<const std::byte> bytes);

/// Decodes a region that lies inside of the picture.
tl::expected<Picture, PictureError> decode(std::span<const std::byte> bytes, const PictureRegion& region);

}  // namespace eigenfaces::png
