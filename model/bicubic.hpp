#pragma once

#include "model/picture.hpp"

namespace eigenfaces {

/// Resizes a picture exactly as Pillow 9.4's `Image.resize(size)` does by default for "L" and "RGB" pictures:
/// the cubic convolution filter (a = -0.5), widened by the scale where the picture shrinks, first across,
/// then down, each pass rounded to 8 bits from 22-bit fixed point. Source: Pillow's
/// src/libImaging/Resample.c. Neither size may be empty.
Picture resize_bicubic(const Picture& picture, PictureSize size);

}  // namespace eigenfaces
