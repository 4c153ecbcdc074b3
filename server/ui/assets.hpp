#pragma once
#include <span>
#include <string_view>

namespace gasworks::ui {

/// A file of the user interface, compiled into the program.
struct Asset {
    std::string_view name;          ///< file name, e.g. "index.html"
    std::string_view content_type;  ///< media type with charset
    std::string_view digest;        ///< first 16 hexadecimal digits of the content's SHA-256
    std::string_view content;
    std::string_view gzip;  ///< the same content compressed; empty where that would not make it smaller
};

std::span<const Asset> assets();

}  // namespace gasworks::ui
