#pragma once

#include <cstddef>
#include <cstdint>

#include "model/training.hpp"

namespace eigenfaces {

/// Bytes that a training takes at most, beside what the program takes anyway, for so many pictures of so many
/// people. What grows: the pixels with the pictures, the kernel matrices with their square, and what each
/// pair of people says of each picture with the square of the people.
std::uint64_t training_memory(std::size_t n_samples, std::size_t n_people,
                              const TrainingParameters& parameters);

}  // namespace eigenfaces
