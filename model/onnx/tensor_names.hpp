#pragma once

#include <string>

/// What the parts of a model are called in an ONNX file.
namespace eigenfaces::onnx_names {

inline constexpr const char* producer = "gasworks";
inline constexpr const char* mean = "mean";
inline constexpr const char* components = "components";
inline constexpr const char* support_vectors = "support_vectors";
inline constexpr const char* intercept = "intercept";
inline constexpr const char* sigmoid_a = "sigmoid_a";
inline constexpr const char* sigmoid_b = "sigmoid_b";
/// Of the metadata: what runtimes do not need, as JSON.
inline constexpr const char* properties = "eigenfaces";

inline constexpr const char* dual_coef_prefix = "dual_coef_";

/// Of a class's support vectors, a row each: the coefficients against each other class.
inline std::string dual_coef(std::size_t class_index) {
    return dual_coef_prefix + std::to_string(class_index);
}

}  // namespace eigenfaces::onnx_names
