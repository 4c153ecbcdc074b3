#pragma once

#include <cstdint>

namespace eigenfaces {

/// How a face is cut out of its picture. A model is for faces that were cut out as those it learned from.
enum class Align : std::uint32_t {
    none = 0,  ///< the reference's window of the picture as it is stored: model/features.hpp, bit for bit
    automatic =
        1,       ///< as `none` where a 250 x 250 picture has its face where LFW's have it, else as `always`
    always = 2,  ///< whatever faces are found, wherever they are: model/faces/find_faces.hpp
};

}  // namespace eigenfaces
