#pragma once

#include <string>

#include "model/model_file.hpp"

namespace eigenfaces {

/// All of a model that no tensor of its ONNX file holds, as JSON: how pictures become features, how the model
/// was trained and evaluated.
std::string onnx_properties(const ModelFile& model);

/// Sets these in a model. False where the text is none that onnx_properties() wrote.
bool set_onnx_properties(const std::string& text, TrainedModel& model);

}  // namespace eigenfaces
