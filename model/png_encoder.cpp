#include "model/png_encoder.hpp"

#include <png.h>
#include <stdexcept>

namespace eigenfaces {

std::string encode_png(const Picture& picture) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = picture.size.width;
    image.height = picture.size.height;
    image.format = picture.channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
    std::string bytes(PNG_IMAGE_PNG_SIZE_MAX(image), '\0');
    png_alloc_size_t size = bytes.size();
    if (png_image_write_to_memory(&image, bytes.data(), &size, 0, picture.samples.data(), 0, nullptr) == 0)
        throw std::runtime_error(std::string("a picture could not be encoded as PNG: ") + image.message);
    bytes.resize(size);
    return bytes;
}

}  // namespace eigenfaces
