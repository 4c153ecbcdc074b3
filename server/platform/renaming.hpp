#pragma once
#include <filesystem>

namespace gasworks::platform {

enum class Renaming {
    done,
    failed,         ///< errno tells why
    not_supported,  ///< by the system, a sandbox around the process, or the file system
};

/// Fails with EEXIST where `to` exists, in one step with the renaming.
Renaming rename_without_replacing(const std::filesystem::path& from, const std::filesystem::path& to);

/// Each gets the other's name, in one step.
Renaming exchange_names(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace gasworks::platform
