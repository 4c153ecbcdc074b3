#pragma once
#include <string>
#include <string_view>

namespace eigenfaces::service {

/// Of a stored picture, which is a JPEG or a PNG file.
inline std::string picture_media_type(std::string_view picture) {
    return picture.starts_with("\x89PNG") ? "image/png" : "image/jpeg";
}

}  // namespace eigenfaces::service
