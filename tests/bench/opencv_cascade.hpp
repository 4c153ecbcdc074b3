#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "model/faces/detector.hpp"

/// OpenCV's cascade of Haar-like features for frontal faces, to compare with.
class OpenCvCascade {
  public:
    /// Nothing where the program was built without OpenCV (GASWORKS_BENCH_OPENCV). Throws std::runtime_error
    /// if opencv-data's `name` can't be read.
    static std::optional<OpenCvCascade> load(const char* name);
    OpenCvCascade(OpenCvCascade&&) noexcept;
    OpenCvCascade& operator=(OpenCvCascade&&) noexcept;
    OpenCvCascade(const OpenCvCascade&) = delete;
    OpenCvCascade& operator=(const OpenCvCascade&) = delete;
    ~OpenCvCascade();

    std::vector<eigenfaces::FaceBox> find(const eigenfaces::Picture& picture);

  private:
    struct Cascade;
    explicit OpenCvCascade(std::unique_ptr<Cascade> cascade);
    std::unique_ptr<Cascade> cascade_;
};
