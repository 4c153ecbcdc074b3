#pragma once

#include "model/model_file.hpp"

/// A model of 3 classes on 12 made-up features with 4 components, with everything filled in.
eigenfaces::TrainedModel small_model();
