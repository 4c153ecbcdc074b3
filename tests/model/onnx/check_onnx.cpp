// check_onnx FILE...: whether files are as ONNX's specification has them: by the checker of the
// specification's own library, and by its inference of types and shapes, which has to come to those that the
// outputs say.
#include <fstream>
#include <iostream>
#include <iterator>
#include <onnx/checker.h>
#include <onnx/shape_inference/implementation.h>
#include <string>

namespace {

void check(const char* path) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    onnx::ModelProto model;
    if (!model.ParseFromString(bytes)) throw std::runtime_error("can't be parsed");
    onnx::checker::check_model(model);
    // What the outputs say must follow from the nodes alone: wrong types and shapes are errors.
    const onnx::ShapeInferenceOptions strict(true, 1, true);
    onnx::shape_inference::InferShapes(model, onnx::OpSchemaRegistry::Instance(), strict);
}

}  // namespace

int main(int argc, char** argv) {
    int status = argc > 1 ? 0 : 2;
    for (int i = 1; i < argc; ++i) {
        try {
            check(argv[i]);
        } catch (const std::exception& problem) {
            std::cerr << argv[i] << ": " << problem.what() << "\n";
            status = 1;
        }
    }
    return status;
}
