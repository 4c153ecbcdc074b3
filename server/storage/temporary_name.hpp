#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// What is not complete is named so, and what is named so is never served.
inline constexpr std::string_view temporary_prefix = ".tmp-";
/// A folder that is being replaced on a file system that can't exchange two names in one step.
inline constexpr std::string_view previous_prefix = ".previous-";

/// ".tmp-" and 16 random hexadecimal digits.
std::string temporary_name();

/// Removes what a killed process left directly in `folder`: entries named like temporaries, with all that is
/// in them. A ".previous-NAME" whose NAME is missing goes back to its place instead. To be called at start,
/// under the folder's lock, since it can't tell a leftover from a file that is being written.
/// \return how many entries were removed or put back.
StorageResult<std::size_t> sweep_temporaries(const std::filesystem::path& folder);

}  // namespace eigenfaces::service
