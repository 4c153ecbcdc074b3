#pragma once
#include <filesystem>

namespace gasworks::lifecycle {

/// The program that `service` means: itself where it is one, else the one that was built in the folder: a
/// build folder of gasworks_add_service, or a folder with one in build/ or build/ANY/. Absolute. Throws
/// Failure with what to do where there is none, or more than one.
std::filesystem::path find_program(const std::filesystem::path& service);

}  // namespace gasworks::lifecycle
