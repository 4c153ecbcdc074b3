#include "tests/bench/opencv_cascade.hpp"

#include <stdexcept>
#include <string>

#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>

struct OpenCvCascade::Cascade {
    cv::CascadeClassifier classifier;
};

OpenCvCascade::OpenCvCascade(std::unique_ptr<Cascade> cascade) : cascade_(std::move(cascade)) {}
OpenCvCascade::OpenCvCascade(OpenCvCascade&&) noexcept = default;
OpenCvCascade& OpenCvCascade::operator=(OpenCvCascade&&) noexcept = default;
OpenCvCascade::~OpenCvCascade() = default;

std::optional<OpenCvCascade> OpenCvCascade::load(const char* name) {
    auto cascade = std::make_unique<Cascade>();
    const std::string path = std::string("/usr/share/opencv4/haarcascades/") + name;
    if (!cascade->classifier.load(path)) throw std::runtime_error("can't read " + path);
    return OpenCvCascade(std::move(cascade));
}

std::vector<eigenfaces::FaceBox> OpenCvCascade::find(const eigenfaces::Picture& picture) {
    const int rows = static_cast<int>(picture.size.height);
    const int columns = static_cast<int>(picture.size.width);
    cv::Mat grey(rows, columns, CV_8UC1);
    const std::uint8_t* in = picture.samples.data();
    for (int y = 0; y < rows; ++y) {
        for (int x = 0; x < columns; ++x, in += picture.channels)
            grey.at<unsigned char>(y, x) =
                static_cast<unsigned char>(picture.channels == 1 ? in[0] : (in[0] + in[1] + in[2]) / 3);
    }
    cv::equalizeHist(grey, grey);
    std::vector<cv::Rect> found;
    cascade_->classifier.detectMultiScale(grey, found, 1.1, 3, 0, cv::Size(40, 40));
    std::vector<eigenfaces::FaceBox> boxes;
    for (const cv::Rect& box : found)
        boxes.push_back({static_cast<double>(box.x), static_cast<double>(box.y),
                         static_cast<double>(box.width), static_cast<double>(box.height), 0, 0});
    return boxes;
}
