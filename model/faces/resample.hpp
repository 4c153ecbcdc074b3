#pragma once

#include <cstdint>

#include "model/picture.hpp"

/// Parts of pictures, at another size or turned.
namespace eigenfaces {

/// A rectangle of a picture whose edges need not lie between pixels nor inside of the picture. Pixel (x, y)
/// covers the square from (x, y) to (x + 1, y + 1).
struct Window {
    double center_x = 0;
    double center_y = 0;
    double width = 0;
    double height = 0;
    double roll = 0;  ///< by how many radians the rectangle is turned, clockwise as pictures are looked at
};

/// The picture with each `factor` x `factor` pixels made their mean; columns and rows that don't fill the
/// last one are left out, except where there are no others. `factor` is at least 1.
Picture shrink(const Picture& picture, std::uint32_t factor);

/// What a window shows, as a picture of `size`. Between pixels it is bilinear; where several pixels fall on
/// one, their mean; outside of the picture its nearest pixel. A window of whole pixels that is neither scaled
/// nor turned comes out bit for bit. Throws std::invalid_argument where the picture, the window or `size` is
/// empty or not finite.
Picture sample(const Picture& picture, const Window& window, PictureSize size);

}  // namespace eigenfaces
