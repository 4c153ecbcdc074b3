#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/picture.hpp"

namespace eigenfaces::charts {

/// Someone of a data set.
struct SampleFace {
    Picture tile;  ///< as sample_tile() makes it
    std::string name;
    std::uint64_t pictures = 0;  ///< that there are of them
};

/// A decoded face window, in the size in which draw_samples() shows it; RGB, whatever it was.
Picture sample_tile(const Picture& face);

/// Faces of a data set, with their names; at least one. The bytes of a PNG file. `people` and `pictures`: how
/// many there are in all.
std::string draw_samples(const std::vector<SampleFace>& faces, std::uint64_t people, std::uint64_t pictures);

}  // namespace eigenfaces::charts
