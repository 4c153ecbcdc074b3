#include "model/faces/detector.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/image_transforms/assign_image.h>
#include <dlib/matrix.h>
#include <numbers>
#include <utility>

#include "model/bicubic.hpp"
#include "model/faces/resample.hpp"

namespace eigenfaces {
namespace {

using Pyramid = dlib::scan_fhog_pyramid<dlib::pyramid_down<6>>;
using Grey = dlib::array2d<unsigned char>;

/// One place, size and template that looks like a face.
struct Vote {
    dlib::drectangle box;
    double score = 0;
    std::size_t template_index = 0;
};

/// Votes count from this score up. Those below 0 are no faces, but around one they say where its middle is.
constexpr double least_vote = -0.4;
/// A vote is for the same face as a clearer one where they share this part of their union.
constexpr double same_face = 0.45;

/// The templates in dlib's order; the last two are upright templates turned to either side.
enum Looking : std::size_t { into_camera, to_the_left, to_the_right };
constexpr std::size_t upright_templates = 3;

/// The mean of the channels: what all of the search works on.
Picture to_grey(const Picture& picture) {
    if (picture.channels == 1) return picture;
    Picture grey{.size = picture.size, .channels = 1, .samples = {}};
    grey.samples.reserve(picture.samples.size() / picture.channels);
    for (std::size_t i = 0; i < picture.samples.size(); i += picture.channels) {
        const int sum = picture.samples[i] + picture.samples[i + 1] + picture.samples[i + 2];
        grey.samples.push_back(static_cast<std::uint8_t>((sum + 1) / 3));
    }
    return grey;
}

double shared_part(const dlib::drectangle& a, const dlib::drectangle& b) {
    const dlib::drectangle both = a.intersect(b);
    if (both.is_empty()) return 0;
    return both.area() / (a.area() + b.area() - both.area());
}

/// The mean of the votes for the face of `best`, each as heavy as it is clear. Votes lie on a grid of 8
/// pixels and sizes 1.2 apart; their mean does not.
FaceBox mean_box(const std::vector<Vote>& votes, const Vote& best) {
    FaceBox mean;
    double total = 0;
    std::array<double, 5> of_template{};
    for (const Vote& vote : votes) {
        if (shared_part(vote.box, best.box) < same_face) continue;
        const double weight = vote.score - least_vote;
        total += weight;
        of_template.at(vote.template_index) += weight;
        mean.left += weight * vote.box.left();
        mean.top += weight * vote.box.top();
        mean.width += weight * vote.box.width();
        mean.height += weight * vote.box.height();
    }
    if (total <= 0)
        return {best.box.left(), best.box.top(), best.box.width(), best.box.height(), best.score, 0, 0};
    return {mean.left / total,
            mean.top / total,
            mean.width / total,
            mean.height / total,
            best.score,
            (of_template[to_the_right] - of_template[to_the_left]) / total,
            0};
}

std::uint32_t scaled(std::uint32_t length, double factor) {
    return static_cast<std::uint32_t>(std::max(1.0, std::round(length * factor)));
}

dlib::drectangle rectangle(const FaceBox& box) {
    return {box.left, box.top, box.left + box.width, box.top + box.height};
}

FaceBox moved(FaceBox box, double scale, double right, double down) {
    box.left = box.left * scale + right;
    box.top = box.top * scale + down;
    box.width *= scale;
    box.height *= scale;
    return box;
}

}  // namespace

struct FaceDetector::Templates {
    dlib::frontal_face_detector detector = dlib::get_frontal_face_detector();

    /// dlib's detector keeps the picture's gradients in itself; here they are the caller's, so that threads
    /// can share the templates.
    std::vector<Vote> votes(const Picture& grey, unsigned long levels, std::size_t n_templates) const {
        Grey pixels;
        dlib::assign_image(pixels, dlib::mat(grey.samples.data(), static_cast<long>(grey.size.height),
                                             static_cast<long>(grey.size.width)));
        Pyramid pyramid;
        pyramid.copy_configuration(detector.get_scanner());
        pyramid.set_max_pyramid_levels(levels);
        pyramid.load(pixels);
        std::vector<Vote> all;
        std::vector<std::pair<double, dlib::rectangle>> found;
        for (unsigned long i = 0; i < n_templates; ++i) {
            const auto& weights = detector.get_processed_w(i);
            const double bias = weights.w(pyramid.get_num_dimensions());
            pyramid.detect(weights.get_detect_argument(), found, bias + least_vote);
            for (const auto& [value, box] : found)
                all.push_back({dlib::drectangle(box), value - bias, i});
        }
        std::stable_sort(all.begin(), all.end(),
                         [](const Vote& a, const Vote& b) { return a.score > b.score; });
        return all;
    }

    std::vector<FaceBox> find(const Picture& grey, double min_score, std::size_t max_faces) const {
        constexpr std::uint32_t least_side = 40;
        if (std::min(grey.size.width, grey.size.height) < least_side) return {};
        const std::vector<Vote> all =
            votes(grey, detector.get_scanner().get_max_pyramid_levels(), detector.num_detectors());
        std::vector<Vote> best;
        for (const Vote& vote : all) {
            if (vote.score < min_score || best.size() == max_faces) break;
            const bool known = std::any_of(best.begin(), best.end(), [&](const Vote& other) {
                return detector.get_overlap_tester()(vote.box, other.box);
            });
            if (!known) best.push_back(vote);
        }
        std::vector<FaceBox> boxes;
        boxes.reserve(best.size());
        for (const Vote& vote : best)
            boxes.push_back(mean_box(all, vote));
        return boxes;
    }

    /// By how many radians a face is tilted, clockwise: the mean of some turns, each as heavy as the votes
    /// for upright faces are there.
    double roll(const Picture& grey, Window window) const {
        constexpr std::uint32_t side = 200;
        // A face of half the side is on the second or third of these.
        constexpr unsigned long levels = 5;
        double total = 0;
        double sum = 0;
        for (int degrees = -30; degrees <= 30; degrees += 10) {
            window.roll = degrees * std::numbers::pi / 180;
            for (const Vote& vote : votes(sample(grey, window, {side, side}), levels, upright_templates)) {
                total += vote.score - least_vote;
                sum += (vote.score - least_vote) * window.roll;
            }
        }
        return total > 0 ? sum / total : 0;
    }

    /// The same face in a square twice as wide, turned upright, at a size where the grid of votes is fine.
    FaceBox look_closer(const Picture& grey, const FaceBox& box) const {
        constexpr std::uint32_t side = 320;
        Window window{box.left + box.width / 2, box.top + box.height / 2, 2 * box.width, 2 * box.width, 0};
        window.roll = roll(grey, window);
        FaceBox tilted = box;
        tilted.roll = window.roll;
        const std::vector<FaceBox> closer = find(sample(grey, window, {side, side}), 0, 1);
        if (closer.empty()) return tilted;
        const double scale = window.width / side;
        const FaceBox found = moved(closer.front(), scale, -window.width / 2, -window.width / 2);
        if (shared_part(rectangle(found), {-box.width / 2, -box.height / 2, box.width / 2, box.height / 2}) <
            same_face)
            return tilted;
        const double right = found.left + found.width / 2;
        const double down = found.top + found.height / 2;
        const double cosine = std::cos(window.roll);
        const double sine = std::sin(window.roll);
        tilted.width = found.width;
        tilted.height = found.height;
        tilted.left = window.center_x + cosine * right - sine * down - found.width / 2;
        tilted.top = window.center_y + sine * right + cosine * down - found.height / 2;
        tilted.turn = found.turn;
        return tilted;
    }
};

FaceBox clip(const FaceBox& box, PictureSize size) {
    FaceBox inside = box;
    const double right = std::clamp<double>(box.left + box.width, 0, size.width);
    const double bottom = std::clamp<double>(box.top + box.height, 0, size.height);
    inside.left = std::clamp<double>(box.left, 0, size.width);
    inside.top = std::clamp<double>(box.top, 0, size.height);
    inside.width = right - inside.left;
    inside.height = bottom - inside.top;
    return inside;
}

FaceDetector::FaceDetector(const DetectorSettings& settings)
    : settings_(settings), templates_(std::make_unique<const Templates>()) {}
FaceDetector::~FaceDetector() = default;
FaceDetector::FaceDetector(FaceDetector&&) noexcept = default;
FaceDetector& FaceDetector::operator=(FaceDetector&&) noexcept = default;

std::vector<FaceBox> FaceDetector::find(const Picture& upright) const {
    const Picture grey = to_grey(upright);
    const PictureSize size = upright.size;
    const double pixels = static_cast<double>(size.width) * size.height;
    std::vector<FaceBox> boxes;
    const auto search = [&](const Picture& picture) {
        const double scale = size.width / static_cast<double>(picture.size.width);
        for (const FaceBox& box : templates_->find(picture, settings_.min_score, settings_.max_faces))
            boxes.push_back(moved(box, scale, 0, 0));
    };
    const double times_too_large = std::sqrt(pixels / static_cast<double>(settings_.max_pixels));
    if (times_too_large > 1) {
        // The mean of whole pixels first: that is fast, and takes no memory to speak of.
        const Picture smaller = shrink(grey, static_cast<std::uint32_t>(times_too_large));
        search(resize_bicubic(
            smaller, {scaled(size.width, 1 / times_too_large), scaled(size.height, 1 / times_too_large)}));
    } else if (pixels < static_cast<double>(settings_.min_pixels)) {
        search(resize_bicubic(grey, {2 * size.width, 2 * size.height}));
    } else {
        search(grey);
    }
    if (settings_.find_roll) {
        for (FaceBox& box : boxes)
            box = templates_->look_closer(grey, box);
    }
    // Two boxes that were apart may be of one face after the second look; the clearer one comes first.
    std::vector<FaceBox> apart;
    for (const FaceBox& box : boxes) {
        if (std::none_of(apart.begin(), apart.end(), [&](const FaceBox& other) {
                return shared_part(rectangle(box), rectangle(other)) > 1.0 / 3;
            }))
            apart.push_back(box);
    }
    std::stable_sort(apart.begin(), apart.end(), [](const FaceBox& a, const FaceBox& b) {
        return a.width * a.height > b.width * b.height;
    });
    return apart;
}

}  // namespace eigenfaces
