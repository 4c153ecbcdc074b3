#include "model/faces/resample.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace eigenfaces {
namespace {

/// Where a coordinate falls between the centres of two pixels, which are the same one at an edge.
struct Between {
    std::size_t low = 0;
    std::size_t high = 0;
    double part = 0;  ///< of `high`

    Between(double at, std::uint32_t size) {
        const double last = static_cast<double>(size - 1);
        const double clamped = std::clamp(at - 0.5, 0.0, last);
        low = static_cast<std::size_t>(clamped);
        high = std::min(low + 1, static_cast<std::size_t>(size - 1));
        part = clamped - static_cast<double>(low);
    }
};

using Sums = std::array<double, 3>;

void add_bilinear(const Picture& picture, double at_x, double at_y, Sums& sums) {
    const Between x(at_x, picture.size.width);
    const Between y(at_y, picture.size.height);
    const std::size_t row = std::size_t{picture.size.width} * picture.channels;
    const std::uint8_t* low = picture.samples.data() + y.low * row;
    const std::uint8_t* high = picture.samples.data() + y.high * row;
    for (std::size_t channel = 0; channel < picture.channels; ++channel) {
        const std::size_t left = x.low * picture.channels + channel;
        const std::size_t right = x.high * picture.channels + channel;
        const double above = low[left] + x.part * (low[right] - low[left]);
        const double below = high[left] + x.part * (high[right] - high[left]);
        sums[channel] += above + y.part * (below - above);
    }
}

/// More samples than this for one pixel and dimension say nothing more of it.
constexpr double most_samples = 16;

std::size_t samples_for(double scale) {
    return static_cast<std::size_t>(std::clamp(std::round(scale), 1.0, most_samples));
}

}  // namespace

Picture shrink(const Picture& picture, std::uint32_t factor) {
    if (factor <= 1) return picture;
    const PictureSize size{std::max(1U, picture.size.width / factor),
                           std::max(1U, picture.size.height / factor)};
    const std::size_t channels = picture.channels;
    const std::size_t row = picture.size.width * channels;
    Picture small{.size = size, .channels = picture.channels, .samples = {}};
    small.samples.reserve(std::size_t{size.width} * size.height * channels);
    const std::size_t across = std::min(factor, picture.size.width);
    const std::size_t down = std::min(factor, picture.size.height);
    const std::uint32_t count = static_cast<std::uint32_t>(across * down);
    std::vector<std::uint32_t> sums(size.width * channels);
    for (std::size_t y = 0; y < size.height; ++y) {
        std::fill(sums.begin(), sums.end(), 0U);
        for (std::size_t dy = 0; dy < down; ++dy) {
            const std::uint8_t* in = picture.samples.data() + (y * factor + dy) * row;
            for (std::size_t x = 0; x < size.width; ++x) {
                for (std::size_t dx = 0; dx < across; ++dx, in += channels) {
                    for (std::size_t channel = 0; channel < channels; ++channel)
                        sums[x * channels + channel] += in[channel];
                }
            }
        }
        for (const std::uint32_t sum : sums)
            small.samples.push_back(static_cast<std::uint8_t>((sum + count / 2) / count));
    }
    return small;
}

Picture sample(const Picture& picture, const Window& window, PictureSize size) {
    const bool finite = std::isfinite(window.center_x) && std::isfinite(window.center_y) &&
                        std::isfinite(window.width) && std::isfinite(window.height) &&
                        std::isfinite(window.roll);
    if (!finite || window.width <= 0 || window.height <= 0)
        throw std::invalid_argument("the window is empty or not finite");
    if (picture.samples.empty() || size.width == 0 || size.height == 0)
        throw std::invalid_argument("a picture without pixels can't be sampled");
    const double step_x = window.width / size.width;
    const double step_y = window.height / size.height;
    const std::size_t n_x = samples_for(step_x);
    const std::size_t n_y = samples_for(step_y);
    const double cosine = std::cos(window.roll);
    const double sine = std::sin(window.roll);
    const double count = static_cast<double>(n_x * n_y);

    Picture out{.size = size, .channels = picture.channels, .samples = {}};
    out.samples.reserve(std::size_t{size.width} * size.height * picture.channels);
    for (std::size_t y = 0; y < size.height; ++y) {
        for (std::size_t x = 0; x < size.width; ++x) {
            Sums sums{};
            for (std::size_t i = 0; i < n_x * n_y; ++i) {
                const std::size_t row = i / n_x;
                const double in_x = (static_cast<double>(i % n_x) + 0.5) / static_cast<double>(n_x);
                const double in_y = (static_cast<double>(row) + 0.5) / static_cast<double>(n_y);
                const double right = (static_cast<double>(x) + in_x) * step_x - window.width / 2;
                const double down = (static_cast<double>(y) + in_y) * step_y - window.height / 2;
                add_bilinear(picture, window.center_x + cosine * right - sine * down,
                             window.center_y + sine * right + cosine * down, sums);
            }
            for (std::size_t channel = 0; channel < picture.channels; ++channel)
                out.samples.push_back(static_cast<std::uint8_t>(std::lround(sums[channel] / count)));
        }
    }
    return out;
}

}  // namespace eigenfaces
