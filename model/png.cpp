#include "model/png.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <png.h>
#include <string>

namespace eigenfaces::png {
namespace {

constexpr std::size_t signature_size = 8;
/// Up to and including the height of the first chunk, IHDR.
constexpr std::size_t size_end = signature_size + 8 + 8;
/// Up to and including its interlace method: bit depth, colour type, compression and filter are before it.
constexpr std::size_t header_end = size_end + 5;

tl::unexpected<PictureError> damaged(const std::string& reason) {
    return tl::unexpected(PictureError{PictureError::Kind::damaged, "damaged PNG picture: " + reason});
}

/// Owns libpng's state. No object with a destructor lives in a member function that libpng may jump out of.
class Decoder {
  public:
    explicit Decoder(std::span<const std::byte> bytes) : rest_(bytes) {
        png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, on_error,
                                      [](png_structp, png_const_charp) {});
        if (png_ != nullptr) info_ = png_create_info_struct(png_);
    }
    ~Decoder() { png_destroy_read_struct(&png_, &info_, nullptr); }
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    /// Reads up to the pixels and asks for 8-bit grey or RGB.
    bool start() {
        if (info_ == nullptr) return false;
        if (setjmp(png_jmpbuf(png_)) != 0) return false;
        png_set_read_fn(png_, this, on_read);
        png_read_info(png_, info_);
        png_set_palette_to_rgb(png_);
        png_set_expand_gray_1_2_4_to_8(png_);
        png_set_strip_16(png_);
        png_set_strip_alpha(png_);
        passes_ = png_set_interlace_handling(png_);
        png_read_update_info(png_, info_);
        return true;
    }

    bool read_row(unsigned char* row) {
        if (setjmp(png_jmpbuf(png_)) != 0) return false;
        png_read_row(png_, row, nullptr);
        return true;
    }

    bool finish() {
        if (setjmp(png_jmpbuf(png_)) != 0) return false;
        png_read_end(png_, nullptr);
        return true;
    }

    std::size_t channels() const { return png_get_channels(png_, info_); }
    std::size_t row_bytes() const { return png_get_rowbytes(png_, info_); }
    std::size_t height() const { return png_get_image_height(png_, info_); }
    int passes() const { return passes_; }
    tl::unexpected<PictureError> error() const { return damaged(message_); }

  private:
    [[noreturn]] static void on_error(png_structp png, png_const_charp message) {
        auto& decoder = *static_cast<Decoder*>(png_get_error_ptr(png));
        std::snprintf(decoder.message_, sizeof decoder.message_, "%s", message);
        png_longjmp(png, 1);
    }

    static void on_read(png_structp png, png_bytep out, std::size_t size) {
        auto& decoder = *static_cast<Decoder*>(png_get_io_ptr(png));
        if (size > decoder.rest_.size()) png_error(png, "the file ends too early");
        std::memcpy(out, decoder.rest_.data(), size);
        decoder.rest_ = decoder.rest_.subspan(size);
    }

    std::span<const std::byte> rest_;
    png_structp png_ = nullptr;
    png_infop info_ = nullptr;
    int passes_ = 1;
    char message_[160] = "out of memory";
};

std::uint32_t big_endian(std::span<const std::byte> bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value = value << 8 | std::to_integer<std::uint32_t>(bytes[at + i]);
    return value;
}

}  // namespace

tl::expected<PictureHeader, PictureError> read_header(std::span<const std::byte> bytes) {
    if (bytes.size() < header_end) return damaged("the file ends inside of its header");
    if (std::memcmp(bytes.data() + signature_size + 4, "IHDR", 4) != 0)
        return damaged("the header is missing");
    const PictureSize size{big_endian(bytes, size_end - 8), big_endian(bytes, size_end - 4)};
    if (size.width == 0 || size.height == 0) return damaged("its width or height is 0");
    const bool interlaced = bytes[header_end - 1] != std::byte{0};
    // The rows that are held have up to 3 samples of 8 bits a pixel; libpng's own two have up to 4 of 16.
    const std::uint64_t rows = interlaced ? size.height : 1;
    return PictureHeader{PictureFormat::png, size, 3 * rows * size.width + std::uint64_t{16} * size.width};
}

tl::expected<Picture, PictureError> decode(std::span<const std::byte> bytes, const PictureRegion& region) {
    Decoder decoder(bytes);
    if (!decoder.start()) return decoder.error();
    const std::size_t channels = decoder.channels();
    const std::size_t row_bytes = decoder.row_bytes();
    const std::size_t height = decoder.height();

    Picture picture{.size = {region.width, region.height},
                    .channels = static_cast<std::uint32_t>(channels),
                    .samples = {}};
    picture.samples.resize(std::size_t{region.width} * region.height * channels);
    const auto keep = [&](const std::uint8_t* row, std::size_t y) {
        if (y < region.top || y - region.top >= region.height) return;
        std::copy_n(row + region.left * channels, region.width * channels,
                    picture.samples.data() + (y - region.top) * region.width * channels);
    };

    // An interlaced picture comes in several passes over all rows, each of which adds pixels to the row of
    // the one before.
    const bool interlaced = decoder.passes() > 1;
    std::vector<std::uint8_t> rows(row_bytes * (interlaced ? height : 1));
    for (int pass = 0; pass < decoder.passes(); ++pass) {
        for (std::size_t y = 0; y < height; ++y) {
            std::uint8_t* row = rows.data() + (interlaced ? y * row_bytes : 0);
            if (!decoder.read_row(row)) return decoder.error();
            if (pass + 1 == decoder.passes()) keep(row, y);
        }
    }
    if (!decoder.finish()) return decoder.error();
    return picture;
}

}  // namespace eigenfaces::png
