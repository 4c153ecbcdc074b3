#pragma once
#include <filesystem>
#include <string>
#include <vector>

/// What is wrong with the data folder of a server, one line each. At any moment, running or killed, there is
/// nothing:
///
/// - every entry of datasets/ without a temporary name has its record and, bit for bit, the pictures of
///   small_faces();
/// - every model file passes its checksum;
/// - every upload is one of `pictures`;
/// - every data_set.json names a data set in well-formed JSON.
std::vector<std::string> violations(const std::filesystem::path& data_dir,
                                    const std::vector<std::string>& pictures);

/// Temporary files and folders anywhere below; a started server has none while it does nothing.
std::vector<std::string> leftovers(const std::filesystem::path& data_dir);
