#include "model/bicubic.hpp"

#include <algorithm>
#include <cmath>

#include "model/cpu_dispatch.hpp"

namespace eigenfaces {
namespace {

/// 8 bits of sample and 2 bits of head room, for weights that add up to more than 1 in between, leave 22
/// of 32.
constexpr int precision_bits = 32 - 8 - 2;

/// Weights of the input samples that one output sample is made of.
struct Taps {
    std::size_t first = 0;
    std::vector<std::int32_t> weights;
};

double cubic(double x) {
    constexpr double a = -0.5;
    x = std::abs(x);
    if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
    if (x < 2.0) return (((x - 5) * x + 8) * x - 4) * a;
    return 0.0;
}

std::vector<Taps> make_taps(std::size_t in_size, std::size_t out_size) {
    const double scale = static_cast<double>(in_size) / static_cast<double>(out_size);
    const double filter_scale = std::max(scale, 1.0);
    const double support = 2.0 * filter_scale;
    std::vector<Taps> all(out_size);
    for (std::size_t out = 0; out < out_size; ++out) {
        const double center = (static_cast<double>(out) + 0.5) * scale;
        const std::size_t first = static_cast<std::size_t>(std::max(center - support + 0.5, 0.0));
        const std::size_t end = std::min(static_cast<std::size_t>(center + support + 0.5), in_size);
        std::vector<double> weights;
        double sum = 0;
        for (std::size_t in = first; in < end; ++in) {
            weights.push_back(cubic((static_cast<double>(in) - center + 0.5) * (1.0 / filter_scale)));
            sum += weights.back();
        }
        all[out].first = first;
        for (double weight : weights) {
            if (sum != 0.0) weight /= sum;
            const double fixed = weight * (1 << precision_bits);
            all[out].weights.push_back(static_cast<std::int32_t>(weight < 0 ? fixed - 0.5 : fixed + 0.5));
        }
    }
    return all;
}

/// One row of `count` values out of the rows that the taps name; rows are `stride` apart.
EIGENFACES_CPU_VARIANTS
void mix_rows(const std::uint8_t* rows, std::size_t stride, const std::int32_t* weights,
              std::size_t n_weights, std::int32_t* sums, std::uint8_t* out, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        sums[i] = 1 << (precision_bits - 1);
    for (std::size_t tap = 0; tap < n_weights; ++tap) {
        const std::uint8_t* row = rows + tap * stride;
        const std::int32_t weight = weights[tap];
        for (std::size_t i = 0; i < count; ++i)
            sums[i] += weight * row[i];
    }
    for (std::size_t i = 0; i < count; ++i) {
        out[i] = static_cast<std::uint8_t>(std::clamp(sums[i] >> precision_bits, 0, 255));
    }
}

/// Resizes the first of two dimensions: rows of `row_size` values.
std::vector<std::uint8_t> resize_rows(const std::vector<std::uint8_t>& rows, std::size_t row_size,
                                      const std::vector<Taps>& taps) {
    std::vector<std::uint8_t> out(taps.size() * row_size);
    std::vector<std::int32_t> sums(row_size);
    for (std::size_t i = 0; i < taps.size(); ++i) {
        mix_rows(rows.data() + taps[i].first * row_size, row_size, taps[i].weights.data(),
                 taps[i].weights.size(), sums.data(), out.data() + i * row_size, row_size);
    }
    return out;
}

/// Swaps rows and columns of pixels.
std::vector<std::uint8_t> transpose(const std::vector<std::uint8_t>& pixels, std::size_t rows,
                                    std::size_t columns, std::size_t channels) {
    std::vector<std::uint8_t> out(pixels.size());
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < columns; ++column) {
            for (std::size_t channel = 0; channel < channels; ++channel) {
                out[(column * rows + row) * channels + channel] =
                    pixels[(row * columns + column) * channels + channel];
            }
        }
    }
    return out;
}

}  // namespace

Picture resize_bicubic(const Picture& picture, PictureSize size) {
    const std::size_t channels = picture.channels;
    const std::size_t height = picture.size.height;
    // Both passes mix whole rows, which vectorises; the pass across does it on the transposed picture.
    const auto across = resize_rows(transpose(picture.samples, height, picture.size.width, channels),
                                    height * channels, make_taps(picture.size.width, size.width));
    const auto upright = transpose(across, size.width, height, channels);
    return {size, picture.channels,
            resize_rows(upright, size.width * channels, make_taps(picture.size.height, size.height))};
}

}  // namespace eigenfaces
