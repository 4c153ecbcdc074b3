#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <tl/expected.hpp>

#include "model/onnx/onnx.hpp"

namespace eigenfaces {

/// An ONNX file that write_onnx() made, opened: the constants and the metadata that an import needs. Views
/// into the file's bytes, which have to stay. Takes no more memory than a few times the file, whatever is in
/// it.
class ExportedFile {
  public:
    /// Kind::not_onnx where the bytes are of no ONNX file, or of another program's.
    static tl::expected<ExportedFile, OnnxError> open(std::string_view bytes);

    /// What onnx_properties() said.
    std::string_view properties() const { return properties_; }

    /// The numbers of a constant, which are of type T (float or double) and have exactly this shape.
    template <typename T>
    tl::expected<std::vector<T>, OnnxError> values(const std::string& name,
                                                   std::initializer_list<std::uint64_t> shape) const;

    /// The same for a list of any length but 0.
    template <typename T>
    tl::expected<std::vector<T>, OnnxError> list(const std::string& name) const;

  private:
    struct Tensor {
        std::uint64_t type = 0;
        std::vector<std::uint64_t> shape;
        std::string_view raw;
    };

    tl::expected<void, OnnxError> read_graph(std::string_view message);
    tl::expected<std::string_view, OnnxError> bytes_of(const std::string& name, std::uint64_t type,
                                                       std::size_t element_size,
                                                       std::initializer_list<std::uint64_t> shape) const;

    std::string_view properties_;
    std::unordered_map<std::string, Tensor> tensors_;
};

}  // namespace eigenfaces
