/// Any bytes as an ONNX file: they are refused, or they are a model that leaves and comes back as it is.
#include <cstdint>
#include <cstdlib>

#include "model/onnx/onnx.hpp"

using namespace eigenfaces;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto model = read_onnx(std::as_bytes(std::span(data, size)));
    if (!model) {
        if (model.error().message.empty()) std::abort();
        return 0;
    }
    const std::string onnx = write_onnx(*model);
    const auto again = read_onnx(std::as_bytes(std::span(onnx)));
    if (!again || write_model(again->to_trained_model()) != write_model(model->to_trained_model()))
        std::abort();
    return 0;
}
