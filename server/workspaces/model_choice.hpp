#pragma once
#include <cstdint>
#include <filesystem>

#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// Which model of a folder is in use where that is not the newest: a file beside the models.
struct ModelChoice {
    std::uint64_t chosen = 0;  ///< 0: none
    /// The highest number that was given when the choice was made. A model with a higher one came later, and
    /// is in use instead. Numbers go on from here, also where the model that had it is deleted.
    std::uint64_t last = 0;
};

/// Zeros where no choice was made. EBADMSG where the file is not one of ours.
StorageResult<ModelChoice> read_model_choice(const std::filesystem::path& models_folder);

/// In one step; the folder exists.
StorageResult<void> write_model_choice(const std::filesystem::path& models_folder, const ModelChoice& choice);

}  // namespace eigenfaces::service
