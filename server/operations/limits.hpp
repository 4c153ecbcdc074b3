#pragma once
#include <cstddef>
#include <cstdint>

#include "model/picture.hpp"

namespace eigenfaces::service {

/// What operations may spend, as the operator decided.
struct Limits {
    unsigned training_threads = 1;
    PictureLimits picture;
    std::uint64_t max_archive = 1UL << 30U;  ///< bytes
};

}  // namespace eigenfaces::service
