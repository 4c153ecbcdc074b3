#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "onnx.pb.h"

namespace eigenfaces {

/// Writes the nodes and constants of an ONNX graph, one after the other.
class GraphWriter {
  public:
    explicit GraphWriter(onnx::GraphProto& graph) : graph_(graph) {}

    using Shape = std::vector<std::int64_t>;

    /// Constants; each gives its name back.
    std::string constant(const std::string& name, std::span<const float> values, const Shape& shape);
    std::string constant(const std::string& name, std::span<const double> values, const Shape& shape);
    std::string constant(const std::string& name, std::span<const std::int64_t> values, const Shape& shape);
    std::string constant(const std::string& name, const std::vector<std::string>& values);
    /// A number without a shape.
    std::string number(const std::string& name, double value) {
        return constant(name, std::span<const double>(&value, 1), Shape{});
    }
    /// Positions, as some operators take them.
    std::string positions(const std::string& name, const std::vector<std::int64_t>& values) {
        return constant(name, values, Shape{static_cast<std::int64_t>(values.size())});
    }

    /// A node with one output, whose name it gives back. Without a name one is made.
    std::string node(const std::string& type, const std::vector<std::string>& inputs,
                     const std::string& output = "");
    std::vector<std::string> split(const std::string& input, std::int64_t axis,
                                   const std::vector<std::int64_t>& sizes);
    /// Of the node that was added last.
    void attribute(const std::string& name, std::int64_t value);
    void attribute(const std::string& name, const std::vector<std::int64_t>& values);

    std::string cast(const std::string& input, onnx::TensorProto::DataType type);
    std::string gather(const std::string& input, const std::string& indices, std::int64_t axis,
                       const std::string& output = "");
    std::string multiply_transposed(const std::string& rows, const std::string& matrix);
    std::string sum(const std::string& input, std::int64_t axis, bool keep, const std::string& output = "");

    /// "n" stands for any number.
    void input(const std::string& name, onnx::TensorProto::DataType type, std::int64_t columns);
    /// `columns` of 0: a list.
    void output(const std::string& name, onnx::TensorProto::DataType type, std::int64_t columns);

  private:
    std::string new_name();
    onnx::TensorProto& tensor(const std::string& name, const Shape& shape);

    onnx::GraphProto& graph_;
    std::size_t values_ = 0;
};

}  // namespace eigenfaces
