#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/picture.hpp"

/// How a camera was held, and turning its pictures upright.
namespace eigenfaces {

/// The values of Exif's tag 0x0112 (CIPA DC-008, 4.6.4): where row 0 and column 0 of the stored picture are
/// in the upright one.
enum class Orientation : std::uint8_t {
    upright = 1,          ///< row 0 is the top, column 0 the left side
    mirrored = 2,         ///< top, right
    turned_180 = 3,       ///< bottom, right
    flipped = 4,          ///< bottom, left
    transposed = 5,       ///< left, top
    turned_right = 6,     ///< right, top: turn it by 90 degrees to the right
    anti_transposed = 7,  ///< right, bottom
    turned_left = 8,      ///< left, bottom: turn it by 90 degrees to the left
};

/// The orientation that a JPEG file (its first Exif segment APP1) or a PNG file (its chunk eXIf) tells;
/// upright where there is none, or where what there is makes no sense. Looks at the segments' heads alone,
/// never past the end of `bytes`, whatever lengths the file gives.
Orientation read_orientation(std::span<const std::byte> bytes);

/// Width and height of the upright picture.
PictureSize upright_size(PictureSize stored, Orientation orientation);

/// Turns a stored picture upright.
Picture turn_upright(Picture stored, Orientation orientation);

}  // namespace eigenfaces
