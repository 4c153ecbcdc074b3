#pragma once

#include <cstddef>
#include <span>
#include <string>

#include <tl/expected.hpp>

#include "model/model_file.hpp"

/// Models as ONNX files (onnx.ai), which runtimes of every language run without this program. docs/onnx.md
/// describes inputs, outputs and precision.
namespace eigenfaces {

/// The bytes of an ONNX file (opset 13) that predicts what Model predicts: from `faces`, float [n,
/// n_features], to `label`, int64 [n]; `name`, string [n]; `votes`, float [n, n_classes]; `decision_values`,
/// double [n, pairs]; `probabilities`, double [n, n_classes]. What a runtime does not need, such as how the
/// model was evaluated, is in the file's metadata.
std::string write_onnx(const ModelFile& model);

struct OnnxError {
    enum class Kind {
        not_onnx,  ///< no ONNX file, or not one that write_onnx() made
        damaged,   ///< it was one
    };
    Kind kind = Kind::not_onnx;
    std::string message;
};

/// The model that write_onnx() was given, exactly: write_model() gives the bytes of its file again, in the
/// format's newest version. `bytes` may be anything, and cost no more memory than a few times their number.
tl::expected<ModelFile, OnnxError> read_onnx(std::span<const std::byte> bytes);

}  // namespace eigenfaces
