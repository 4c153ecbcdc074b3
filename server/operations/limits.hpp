#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "model/picture.hpp"

namespace eigenfaces::service {

/// What operations may spend, as the operator decided.
struct Limits {
    unsigned training_threads = 1;
    PictureLimits picture;
    std::uint64_t max_archive = 1UL << 30U;             ///< bytes
    std::size_t own_data_sets = 100;                    ///< of one workspace
    std::size_t own_pictures = 1000;                    ///< of one of these
    std::uint64_t own_picture_bytes = 1UL << 30U;       ///< of one of these, together
    std::optional<std::uint64_t> training_memory = {};  ///< bytes, of one training; nothing: no limit
    std::size_t trainings = 2;                          ///< at once, in all workspaces together
    /// Of one training; nothing: no limit.
    std::optional<std::chrono::duration<double>> training_time = {};
    /// Of one download; nothing: no limit.
    std::optional<std::chrono::duration<double>> download_time = {};
    /// Bytes that the disk must have left for the server to store anything more, and to call itself ready.
    std::uint64_t min_free_space = 64UL << 20U;
};

}  // namespace eigenfaces::service
