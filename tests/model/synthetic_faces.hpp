#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// Faces that the tests draw themselves: an oval head with hair, eyes, nose and mouth whose shape and colours
/// belong to the person, and whose light, place and noise belong to the picture. The same arguments draw the
/// same pixels.
namespace synthetic_faces {

inline constexpr std::uint32_t picture_side = 250;

/// 250 x 250 RGB pixels, row by row.
std::vector<std::uint8_t> draw_face(std::size_t person, std::size_t picture);

/// The same as a JPEG file.
std::vector<std::byte> face_jpeg(std::size_t person, std::size_t picture);

/// "Ada_Abel", "Bea_Baker", ... as a folder is called; unique for every person.
std::string person_folder(std::size_t person);

/// "Ada_Abel_0001.jpg" for picture 0 of person 0.
std::string picture_file(std::size_t person, std::size_t picture);

/// Writes `people` folders of `pictures` JPEG files each below `root` (the layout of LFW); makes `root` where
/// needed.
void write_data_set(const std::filesystem::path& root, std::size_t people, std::size_t pictures);

}  // namespace synthetic_faces
