#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// Someone of a data set.
struct PersonFolder {
    std::string name;             ///< of the folder, '_' read as a space
    std::filesystem::path first;  ///< by name, of the files
    std::uint64_t files = 0;
};

/// The `count` people with the most files, or all where there are fewer: the most first, and by name those
/// who have as many. `pictures` holds a folder per person; hidden names don't count.
StorageResult<std::vector<PersonFolder>> largest_people(const std::filesystem::path& pictures,
                                                        std::size_t count);

}  // namespace eigenfaces::service
