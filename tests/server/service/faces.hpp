#pragma once
#include <cstddef>
#include <filesystem>
#include <string>

/// Faces for a whole-server test: the real photographs where they lie beside the project, else drawn ones.
struct Faces {
    std::string archive;  ///< bytes of a tar.gz of person folders
    std::string sha256;   ///< of the archive
    std::string picture;  ///< bytes of one of its JPEG files
    std::string person;   ///< whom that shows
    std::size_t people = 0;
    std::size_t pictures = 0;
    std::size_t min_faces = 0;  ///< what to train with, so that all people take part
    bool real = false;
};

/// Made once per process; scratch files go to the system's temporary folder and away again.
const Faces& faces();
/// Drawn faces, quick to train on: 4 people, 12 pictures each.
const Faces& small_faces();

/// "../shared" beside the project, where there is one.
std::filesystem::path shared_folder();
