#include "model/jpeg.hpp"

#include <algorithm>
#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <jpeglib.h>
#include <string>
#include <utility>
// jerror.h needs jpeglib.h before it.
#include <jerror.h>

namespace eigenfaces::jpeg {
namespace {

/// libjpeg-turbo's advice against pictures made to keep a decoder busy.
constexpr int max_scans = 500;
/// What all scans of a picture may have in all, each counted as the whole picture: some bytes in a file are
/// enough for a scan that says nothing of every pixel, and is decoded in the time that they all take.
constexpr std::uint64_t max_scanned_pixels = 1'200'000'000;
/// Progressive pictures are held as coefficients, at most 6 bytes per pixel of the default limit.
constexpr long max_decoder_memory = 512L * 1024 * 1024;

bool is_damage(int warning) {
    switch (warning) {
        case JWRN_EXTRANEOUS_DATA:  // bytes between segments: common in photographs, no sample is affected
        case JWRN_ADOBE_XFORM:
        case JWRN_NOT_SEQUENTIAL:
        case JWRN_JFIF_MAJOR:
            return false;
        default:
            return true;
    }
}

bool is_unsupported(int error) {
    switch (error) {
        case JERR_BAD_PRECISION:
        case JERR_SOF_UNSUPPORTED:
        case JERR_CONVERSION_NOTIMPL:
        case JERR_COMPONENT_COUNT:
        case JERR_FRACT_SAMPLE_NOTIMPL:
        case JERR_CCIR601_NOTIMPL:
        case JERR_NOT_COMPILED:
        case JERR_ARITH_NOTIMPL:
            return true;
        default:
            return false;
    }
}

bool is_lack_of_memory(int error) {
    return error == JERR_OUT_OF_MEMORY || error == JERR_NO_BACKING_STORE;
}

/// libjpeg reports errors through this and a jump; it has to begin with libjpeg's own part.
struct Errors {
    jpeg_error_mgr base;
    std::jmp_buf jump;
    int code;
    char message[JMSG_LENGTH_MAX];
};

Errors& errors_of(j_common_ptr decoder) {
    return *reinterpret_cast<Errors*>(decoder->err);
}

[[noreturn]] void give_up(j_common_ptr decoder) {
    Errors& errors = errors_of(decoder);
    errors.code = errors.base.msg_code;
    errors.base.format_message(decoder, errors.message);
    std::longjmp(errors.jump, 1);
}

void on_message(j_common_ptr decoder, int level) {
    if (level < 0 && is_damage(decoder->err->msg_code)) give_up(decoder);
}

void limit_scans(j_common_ptr common) {
    auto* decoder = reinterpret_cast<j_decompress_ptr>(common);
    const std::uint64_t pixels =
        std::max<std::uint64_t>(1, std::uint64_t{decoder->image_width} * decoder->image_height);
    const int most = static_cast<int>(std::clamp<std::uint64_t>(max_scanned_pixels / pixels, 1, max_scans));
    if (decoder->input_scan_number > most) {
        Errors& errors = errors_of(common);
        errors.code = JERR_NOT_COMPILED;
        std::snprintf(errors.message, sizeof errors.message, "more than %d scans of so many pixels", most);
        std::longjmp(errors.jump, 1);
    }
}

/// Owns libjpeg's state. No object with a destructor lives in a member function that libjpeg may jump out of.
class Decoder {
  public:
    Decoder() {
        decoder_.err = jpeg_std_error(&errors_.base);
        errors_.base.error_exit = give_up;
        errors_.base.emit_message = on_message;
        progress_.progress_monitor = limit_scans;
    }
    ~Decoder() { jpeg_destroy_decompress(&decoder_); }
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    bool read_header(const unsigned char* data, std::size_t size) {
        if (setjmp(errors_.jump) != 0) return false;
        jpeg_create_decompress(&decoder_);
        decoder_.progress = &progress_;
        decoder_.mem->max_memory_to_use = max_decoder_memory;
        jpeg_mem_src(&decoder_, data, size);
        jpeg_read_header(&decoder_, TRUE);
        return true;
    }

    /// Begins decoding so that a row holds at least the region's columns; row_left() says where it begins.
    bool start(const PictureRegion& region) {
        if (setjmp(errors_.jump) != 0) return false;
        if (decoder_.num_components == 1) {
            decoder_.out_color_space = JCS_GRAYSCALE;
        } else if (decoder_.num_components == 4) {
            decoder_.out_color_space = JCS_CMYK;
        } else {
            decoder_.out_color_space = JCS_RGB;
        }
        jpeg_start_decompress(&decoder_);
        row_left_ = 0;
        // Smooth upsampling of the colours looks at neighbours: take some columns more on each side.
        constexpr JDIMENSION margin = 16;
        const JDIMENSION left = region.left > margin ? region.left - margin : 0;
        const JDIMENSION right = std::min(decoder_.output_width, region.left + region.width + margin);
        if (right - left < decoder_.output_width) {
            JDIMENSION width = right - left;
            row_left_ = left;
            jpeg_crop_scanline(&decoder_, &row_left_, &width);
        }
        return true;
    }

    /// After read_header().
    std::uint64_t decoder_bytes() {
        // Some rows of blocks of each component, as samples and upsampled.
        constexpr std::uint64_t rows = 64;
        std::uint64_t bytes = rows * decoder_.image_width * static_cast<unsigned>(decoder_.num_components);
        if (!jpeg_has_multiple_scans(&decoder_)) return bytes;
        for (int i = 0; i < decoder_.num_components; ++i) {
            const jpeg_component_info& component = decoder_.comp_info[i];
            bytes += std::uint64_t{component.width_in_blocks} * component.height_in_blocks * sizeof(JBLOCK);
        }
        return bytes;
    }

    bool skip_rows(JDIMENSION count) {
        if (setjmp(errors_.jump) != 0) return false;
        if (count > 0) jpeg_skip_scanlines(&decoder_, count);
        return true;
    }

    bool read_row(unsigned char* row) {
        if (setjmp(errors_.jump) != 0) return false;
        jpeg_read_scanlines(&decoder_, &row, 1);
        return true;
    }

    bool finish() {
        if (setjmp(errors_.jump) != 0) return false;
        jpeg_finish_decompress(&decoder_);
        return true;
    }

    const jpeg_decompress_struct& state() const { return decoder_; }
    JDIMENSION row_left() const { return row_left_; }

    tl::unexpected<PictureError> error() const {
        const std::string reason = errors_.message;
        if (is_lack_of_memory(errors_.code)) {
            return tl::unexpected(
                PictureError{PictureError::Kind::out_of_memory, "no memory is left to decode the picture"});
        }
        if (is_unsupported(errors_.code)) {
            return tl::unexpected(
                PictureError{PictureError::Kind::unsupported, "unsupported JPEG picture: " + reason});
        }
        return tl::unexpected(PictureError{PictureError::Kind::damaged, "damaged JPEG picture: " + reason});
    }

  private:
    jpeg_decompress_struct decoder_ = {};
    jpeg_progress_mgr progress_ = {};
    Errors errors_ = {};
    JDIMENSION row_left_ = 0;
};

const unsigned char* as_chars(std::span<const std::byte> bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

/// Pillow's conversion; libjpeg gives Adobe's inverted samples as they are stored.
void cmyk_to_rgb(const std::uint8_t* cmyk, std::uint8_t* rgb) {
    const int white = cmyk[3];
    for (int channel = 0; channel < 3; ++channel) {
        const int product = (255 - cmyk[channel]) * white + 128;
        rgb[channel] = static_cast<std::uint8_t>(white - (((product >> 8) + product) >> 8));
    }
}

}  // namespace

tl::expected<PictureHeader, PictureError> read_header(std::span<const std::byte> bytes) {
    Decoder decoder;
    if (!decoder.read_header(as_chars(bytes), bytes.size())) return decoder.error();
    const jpeg_decompress_struct& state = decoder.state();
    return PictureHeader{
        PictureFormat::jpeg, {state.image_width, state.image_height}, decoder.decoder_bytes()};
}

tl::expected<Picture, PictureError> decode(std::span<const std::byte> bytes, const PictureRegion& region) {
    Decoder decoder;
    if (!decoder.read_header(as_chars(bytes), bytes.size())) return decoder.error();
    const int components = decoder.state().num_components;
    if (components != 1 && components != 3 && components != 4) {
        return tl::unexpected(PictureError{PictureError::Kind::unsupported,
                                           "unsupported JPEG picture: " + std::to_string(components) +
                                               " colour components (1, 3 and 4 are known)"});
    }
    if (!decoder.start(region)) return decoder.error();

    const std::size_t stored_channels = static_cast<std::size_t>(decoder.state().output_components);
    const std::size_t channels = stored_channels == 1 ? 1 : 3;
    Picture picture{.size = {region.width, region.height},
                    .channels = static_cast<std::uint32_t>(channels),
                    .samples = {}};
    picture.samples.resize(std::size_t{region.width} * region.height * channels);
    std::vector<std::uint8_t> row(decoder.state().output_width * stored_channels);
    const std::uint8_t* first = row.data() + (region.left - decoder.row_left()) * stored_channels;

    if (!decoder.skip_rows(region.top)) return decoder.error();
    std::uint8_t* out = picture.samples.data();
    for (std::uint32_t y = 0; y < region.height; ++y, out += region.width * channels) {
        if (!decoder.read_row(row.data())) return decoder.error();
        if (stored_channels == 4) {
            for (std::size_t x = 0; x < region.width; ++x)
                cmyk_to_rgb(first + 4 * x, out + 3 * x);
        } else {
            std::copy_n(first, region.width * channels, out);
        }
    }
    // Skipping to the very end would not look at the rest of the data; reading the last row does.
    const JDIMENSION rest = decoder.state().output_height - decoder.state().output_scanline;
    if (rest > 0 && !(decoder.skip_rows(rest - 1) && decoder.read_row(row.data()))) return decoder.error();
    if (!decoder.finish()) return decoder.error();
    return picture;
}

}  // namespace eigenfaces::jpeg
