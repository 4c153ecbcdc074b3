#include "model/onnx/graph.hpp"

#include <bit>

namespace eigenfaces {

namespace {

// ONNX keeps numbers as little-endian bytes.
static_assert(std::endian::native == std::endian::little);

template <typename T>
std::string raw(std::span<const T> values) {
    const auto bytes = std::as_bytes(values);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void describe(onnx::ValueInfoProto& value, const std::string& name, onnx::TensorProto::DataType type,
              std::int64_t columns) {
    value.set_name(name);
    auto& tensor = *value.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(type);
    tensor.mutable_shape()->add_dim()->set_dim_param("n");
    if (columns > 0) tensor.mutable_shape()->add_dim()->set_dim_value(columns);
}

}  // namespace

std::string GraphWriter::new_name() {
    return "v" + std::to_string(values_++);
}

onnx::TensorProto& GraphWriter::tensor(const std::string& name, const Shape& shape) {
    onnx::TensorProto& tensor = *graph_.add_initializer();
    tensor.set_name(name);
    for (const std::int64_t size : shape)
        tensor.add_dims(size);
    return tensor;
}

std::string GraphWriter::constant(const std::string& name, std::span<const float> values,
                                  const Shape& shape) {
    onnx::TensorProto& made = tensor(name, shape);
    made.set_data_type(onnx::TensorProto::FLOAT);
    made.set_raw_data(raw(values));
    return name;
}

std::string GraphWriter::constant(const std::string& name, std::span<const double> values,
                                  const Shape& shape) {
    onnx::TensorProto& made = tensor(name, shape);
    made.set_data_type(onnx::TensorProto::DOUBLE);
    made.set_raw_data(raw(values));
    return name;
}

std::string GraphWriter::constant(const std::string& name, std::span<const std::int64_t> values,
                                  const Shape& shape) {
    onnx::TensorProto& made = tensor(name, shape);
    made.set_data_type(onnx::TensorProto::INT64);
    made.set_raw_data(raw(values));
    return name;
}

std::string GraphWriter::constant(const std::string& name, const std::vector<std::string>& values) {
    onnx::TensorProto& made = tensor(name, {static_cast<std::int64_t>(values.size())});
    made.set_data_type(onnx::TensorProto::STRING);
    for (const std::string& value : values)
        made.add_string_data(value);
    return name;
}

std::string GraphWriter::node(const std::string& type, const std::vector<std::string>& inputs,
                              const std::string& output) {
    onnx::NodeProto& node = *graph_.add_node();
    node.set_op_type(type);
    for (const std::string& input : inputs)
        node.add_input(input);
    node.add_output(output.empty() ? new_name() : output);
    node.set_name(type + "_" + node.output(0));
    return node.output(0);
}

std::vector<std::string> GraphWriter::split(const std::string& input, std::int64_t axis,
                                            const std::vector<std::int64_t>& sizes) {
    const std::string size_name = positions(new_name(), sizes);
    node("Split", {input, size_name});
    onnx::NodeProto& made = *graph_.mutable_node(graph_.node_size() - 1);
    for (std::size_t i = 1; i < sizes.size(); ++i)
        made.add_output(new_name());
    attribute("axis", axis);
    return {made.output().begin(), made.output().end()};
}

void GraphWriter::attribute(const std::string& name, std::int64_t value) {
    onnx::AttributeProto& made = *graph_.mutable_node(graph_.node_size() - 1)->add_attribute();
    made.set_name(name);
    made.set_type(onnx::AttributeProto::INT);
    made.set_i(value);
}

void GraphWriter::attribute(const std::string& name, const std::vector<std::int64_t>& values) {
    onnx::AttributeProto& made = *graph_.mutable_node(graph_.node_size() - 1)->add_attribute();
    made.set_name(name);
    made.set_type(onnx::AttributeProto::INTS);
    for (const std::int64_t value : values)
        made.add_ints(value);
}

std::string GraphWriter::cast(const std::string& input, onnx::TensorProto::DataType type) {
    std::string output = node("Cast", {input});
    attribute("to", std::int64_t{type});
    return output;
}

std::string GraphWriter::gather(const std::string& input, const std::string& indices, std::int64_t axis,
                                const std::string& output) {
    std::string gathered = node("Gather", {input, indices}, output);
    attribute("axis", axis);
    return gathered;
}

std::string GraphWriter::multiply_transposed(const std::string& rows, const std::string& matrix) {
    std::string product = node("Gemm", {rows, matrix});
    attribute("transB", 1);
    return product;
}

std::string GraphWriter::sum(const std::string& input, std::int64_t axis, bool keep,
                             const std::string& output) {
    const std::string axes = positions(new_name(), {axis});
    std::string summed = node("ReduceSum", {input, axes}, output);
    attribute("keepdims", keep ? 1 : 0);
    return summed;
}

void GraphWriter::input(const std::string& name, onnx::TensorProto::DataType type, std::int64_t columns) {
    describe(*graph_.add_input(), name, type, columns);
}

void GraphWriter::output(const std::string& name, onnx::TensorProto::DataType type, std::int64_t columns) {
    describe(*graph_.add_output(), name, type, columns);
}

}  // namespace eigenfaces
