#include "model/onnx/exported_file.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "model/onnx/encoded_message.hpp"
#include "model/onnx/tensor_names.hpp"
#include "onnx.pb.h"

namespace eigenfaces {

namespace {

namespace names = onnx_names;
using Kind = OnnxError::Kind;
using onnx::GraphProto;
using onnx::ModelProto;
using onnx::StringStringEntryProto;
using onnx::TensorProto;

/// No constant of ours has more dimensions.
constexpr std::size_t most_dimensions = 2;

tl::unexpected<OnnxError> damaged(const std::string& what) {
    return tl::unexpected(OnnxError{Kind::damaged, "damaged ONNX model: " + what});
}

tl::unexpected<OnnxError> damaged_tensor(const std::string& name, const std::string& what) {
    return damaged("its tensor \"" + name + "\" " + what);
}

/// Others are not kept: a small file can have very many of them.
bool is_of_an_import(std::string_view name) {
    constexpr std::array<std::string_view, 6> single = {names::mean,      names::components,
                                                        names::intercept, names::support_vectors,
                                                        names::sigmoid_a, names::sigmoid_b};
    constexpr std::string_view prefix = names::dual_coef_prefix;
    if (!name.starts_with(prefix)) return std::find(single.begin(), single.end(), name) != single.end();
    name.remove_prefix(prefix.size());
    constexpr std::size_t most_digits = 7;
    return name.size() <= most_digits && name.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "[4, 12]"
template <typename Shape>
std::string text_of(const Shape& shape) {
    std::string text;
    for (const auto size : shape)
        text += (text.empty() ? "[" : ", ") + std::to_string(size);
    return text.empty() ? "[]" : text + "]";
}

/// The graph and our metadata of an ONNX file.
struct Parts {
    std::optional<std::string_view> graph;
    std::optional<std::string_view> properties;
    bool repeated = false;  ///< one of them is there more than once
};

void keep(std::optional<std::string_view>& part, std::string_view bytes, bool& repeated) {
    repeated = repeated || part.has_value();
    part = bytes;
}

/// Nothing where the bytes are of no ONNX file.
std::optional<Parts> parts_of(std::string_view bytes) {
    Parts parts;
    bool entries_are_whole = true;
    const bool whole = for_each_field(bytes, [&](const EncodedField& field) {
        if (field.number == ModelProto::kGraphFieldNumber) keep(parts.graph, field.bytes, parts.repeated);
        if (field.number != ModelProto::kMetadataPropsFieldNumber) return;
        std::string_view key;
        std::string_view value;
        entries_are_whole &= for_each_field(field.bytes, [&](const EncodedField& part) {
            if (part.number == StringStringEntryProto::kKeyFieldNumber) key = part.bytes;
            if (part.number == StringStringEntryProto::kValueFieldNumber) value = part.bytes;
        });
        if (key == names::properties) keep(parts.properties, value, parts.repeated);
    });
    if (bytes.empty() || !whole || !entries_are_whole) return std::nullopt;
    return parts;
}

}  // namespace

tl::expected<ExportedFile, OnnxError> ExportedFile::open(std::string_view bytes) {
    const auto parts = parts_of(bytes);
    if (!parts) return tl::unexpected(OnnxError{Kind::not_onnx, "not an ONNX file, or cut off"});
    if (!parts->properties) {
        return tl::unexpected(
            OnnxError{Kind::not_onnx,
                      "the ONNX file is of another program: only models that were exported can be imported"});
    }
    if (!parts->graph) return damaged("it has no graph");
    if (parts->repeated) return damaged("its graph or its metadata is there twice");
    ExportedFile file;
    file.properties_ = *parts->properties;
    if (auto read = file.read_graph(*parts->graph); !read) return tl::unexpected(std::move(read.error()));
    return file;
}

tl::expected<void, OnnxError> ExportedFile::read_graph(std::string_view message) {
    std::optional<OnnxError> problem;
    const auto refuse = [&](tl::unexpected<OnnxError> error) { problem = std::move(error.value()); };
    const bool whole = for_each_field(message, [&](const EncodedField& field) {
        if (problem || field.number != GraphProto::kInitializerFieldNumber) return;
        // Names are looked at first: of a constant that no import needs nothing is kept.
        std::string_view name;
        for_each_field(field.bytes, [&](const EncodedField& part) {
            if (part.number == TensorProto::kNameFieldNumber) name = part.bytes;
        });
        if (!is_of_an_import(name)) return;
        const auto [made, is_new] = tensors_.try_emplace(std::string(name));
        if (!is_new) return refuse(damaged_tensor(made->first, "is there twice"));
        Tensor& tensor = made->second;
        const bool tensor_is_whole = for_each_field(field.bytes, [&](const EncodedField& part) {
            if (part.number == TensorProto::kDataTypeFieldNumber) tensor.type = part.value;
            if (part.number == TensorProto::kRawDataFieldNumber) tensor.raw = part.bytes;
            if (part.number == TensorProto::kDimsFieldNumber && tensor.shape.size() <= most_dimensions)
                tensor.shape.push_back(part.value);
        });
        if (!tensor_is_whole) refuse(damaged_tensor(made->first, "is cut off"));
    });
    if (problem) return tl::unexpected(*std::move(problem));
    if (!whole) return damaged("its graph is cut off");
    return {};
}

tl::expected<std::string_view, OnnxError> ExportedFile::bytes_of(
    const std::string& name, std::uint64_t type, std::size_t element_size,
    std::initializer_list<std::uint64_t> shape) const {
    const auto found = tensors_.find(name);
    if (found == tensors_.end()) return damaged_tensor(name, "is missing");
    const Tensor& tensor = found->second;
    if (tensor.type != type) {
        return damaged_tensor(name, "has type " + std::to_string(tensor.type) + " instead of " +
                                        std::to_string(type) + " of TensorProto.DataType");
    }
    if (!std::equal(shape.begin(), shape.end(), tensor.shape.begin(), tensor.shape.end()))
        return damaged_tensor(name, "has shape " + text_of(tensor.shape) + " instead of " + text_of(shape));
    const bool is_empty = std::find(shape.begin(), shape.end(), std::uint64_t{0}) != shape.end();
    // Divided rather than multiplied: a shape may say anything.
    std::uint64_t rest = tensor.raw.size();
    bool fits = true;
    for (const std::uint64_t size : shape) {
        fits = fits && size != 0 && rest % size == 0;
        rest = fits ? rest / size : 0;
    }
    if (is_empty ? !tensor.raw.empty() : !fits || rest != element_size) {
        return damaged_tensor(name, "has " + std::to_string(tensor.raw.size()) + " bytes, which are not " +
                                        text_of(shape) + " numbers");
    }
    return tensor.raw;
}

template <typename T>
tl::expected<std::vector<T>, OnnxError> ExportedFile::values(
    const std::string& name, std::initializer_list<std::uint64_t> shape) const {
    const auto type = std::is_same_v<T, float> ? TensorProto::FLOAT : TensorProto::DOUBLE;
    const auto raw = bytes_of(name, type, sizeof(T), shape);
    if (!raw) return tl::unexpected(raw.error());
    std::vector<T> numbers(raw->size() / sizeof(T));
    if (!raw->empty()) std::memcpy(numbers.data(), raw->data(), raw->size());
    return numbers;
}

template <typename T>
tl::expected<std::vector<T>, OnnxError> ExportedFile::list(const std::string& name) const {
    const auto found = tensors_.find(name);
    if (found == tensors_.end()) return damaged_tensor(name, "is missing");
    const std::vector<std::uint64_t>& shape = found->second.shape;
    if (shape.size() != 1 || shape.front() == 0)
        return damaged_tensor(name, "has shape " + text_of(shape) + " and is no list of numbers");
    return values<T>(name, {shape.front()});
}

template tl::expected<std::vector<float>, OnnxError> ExportedFile::values(
    const std::string&, std::initializer_list<std::uint64_t>) const;
template tl::expected<std::vector<double>, OnnxError> ExportedFile::values(
    const std::string&, std::initializer_list<std::uint64_t>) const;
template tl::expected<std::vector<float>, OnnxError> ExportedFile::list(const std::string&) const;

}  // namespace eigenfaces
