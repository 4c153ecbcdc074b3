#pragma once

#include <filesystem>

/// The real photographs and the reference's results that may lie beside the project; tests skip where they
/// don't.
namespace reference_data {

/// True if the archive and the results are there; otherwise says so in the test's output.
bool available();

/// The reference's results, e.g. "lfw7-full.json".
std::filesystem::path result_file(const char* name);

/// Unpacks the archive below `folder` and returns the folder of person folders.
std::filesystem::path unpack(const std::filesystem::path& folder);

}  // namespace reference_data
