#include <stdexcept>

#include "tests/bench/opencv_cascade.hpp"

struct OpenCvCascade::Cascade {};

OpenCvCascade::OpenCvCascade(std::unique_ptr<Cascade> cascade) : cascade_(std::move(cascade)) {}
OpenCvCascade::OpenCvCascade(OpenCvCascade&&) noexcept = default;
OpenCvCascade& OpenCvCascade::operator=(OpenCvCascade&&) noexcept = default;
OpenCvCascade::~OpenCvCascade() = default;

std::optional<OpenCvCascade> OpenCvCascade::load(const char* /*name*/) {
    return std::nullopt;
}

std::vector<eigenfaces::FaceBox> OpenCvCascade::find(const eigenfaces::Picture& /*picture*/) {
    throw std::logic_error("built without OpenCV");
}
