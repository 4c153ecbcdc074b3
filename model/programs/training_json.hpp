#pragma once

#include <nlohmann/json_fwd.hpp>

#include "model/training.hpp"

namespace eigenfaces {

/// A training as the reference script's --json writes it, key for key.
nlohmann::json training_json(const TrainingResult& result);

}  // namespace eigenfaces
