#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "model/model_file.hpp"

namespace eigenfaces {

/// All of a model that no tensor of its ONNX file holds, as JSON: how pictures become features, how the model
/// was trained and evaluated.
std::string onnx_properties(const ModelFile& model);

/// Sets these in a model whose mean face is already there. Otherwise says why not: where the text is none
/// that onnx_properties() wrote, or has more values than any model. `text` may be anything.
tl::expected<void, std::string> set_onnx_properties(std::string_view text, TrainedModel& model);

}  // namespace eigenfaces
