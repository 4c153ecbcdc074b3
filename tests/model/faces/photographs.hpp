#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "model/picture.hpp"

/// Real photographs for the tests of finding faces, from the reference's archive.
namespace photographs {

/// Files of different people, each 250 x 250 with a face in the middle; none where the archive is not at
/// hand, which is said in the test's output as a skipped test.
class Photographs {
  public:
    Photographs();
    ~Photographs();
    Photographs(const Photographs&) = delete;
    Photographs& operator=(const Photographs&) = delete;

    bool available() const { return !files_.empty(); }
    const std::vector<std::vector<std::byte>>& files() const { return files_; }

  private:
    std::vector<std::vector<std::byte>> files_;
};

/// A grey-green ramp, without faces.
eigenfaces::Picture background(std::uint32_t width, std::uint32_t height);

/// Lays `top` over `picture` with its upper left corner at (left, top); both are RGB, `top` fits in.
void paste(eigenfaces::Picture& picture, const eigenfaces::Picture& pasted, std::uint32_t left,
           std::uint32_t top);

/// A JPEG file with a segment APP1 before its others.
std::vector<std::byte> with_app1(std::span<const std::byte> jpeg, std::span<const std::byte> segment);

/// "Exif\0\0" and a directory with an orientation alone.
std::vector<std::byte> exif_orientation(unsigned value, bool big_endian = true);

}  // namespace photographs
