#pragma once

#include "model/picture.hpp"

/// The JPEG half of model/picture.hpp, on libjpeg-turbo. The bytes begin as a JPEG file.
namespace eigenfaces::jpeg {

tl::expected<PictureHeader, PictureError> read_header(std::span<const std::byte> bytes);

/// Decodes a region that lies inside of the picture.
tl::expected<Picture, PictureError> decode(std::span<const std::byte> bytes, const PictureRegion& region);

}  // namespace eigenfaces::jpeg
