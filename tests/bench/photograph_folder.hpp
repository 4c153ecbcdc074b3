#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "model/picture.hpp"

/// The bytes of a file. Throws std::runtime_error.
std::vector<std::byte> read_photograph(const std::filesystem::path& path);

/// Every file of a folder of person folders, sorted by path.
std::vector<std::filesystem::path> photographs_in(const std::filesystem::path& folder);

/// A picture of noise on a ramp, RGB; the same for the same seed.
eigenfaces::Picture noisy_background(eigenfaces::PictureSize size, unsigned seed);

/// Lays one RGB picture over another, where it fits in.
void lay_over(eigenfaces::Picture& picture, const eigenfaces::Picture& top, std::size_t left,
              std::size_t down);
