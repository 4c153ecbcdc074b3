#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// Text as pixels: DejaVu Sans, which has Latin, Greek, Cyrillic and more, compiled into the program.
namespace eigenfaces::charts {

/// How much of each pixel a text covers, 0 to 255, row by row.
struct Mask {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> coverage;

    std::size_t position(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
    }
};

/// Not to be used by two threads at once.
class Font {
  public:
    Font();
    ~Font();
    Font(const Font&) = delete;
    Font& operator=(const Font&) = delete;

    /// One line of UTF-8, `pixels` high from one baseline to the next; what is no UTF-8 and what the font
    /// lacks is drawn as a box. The mask is as high for every text of one size.
    Mask draw(std::string_view text, int pixels);

    /// How wide a text is, in pixels.
    int width(std::string_view text, int pixels);

    /// The text, or its beginning with "…", so that it is no wider.
    std::string fit(std::string_view text, int pixels, int widest);

  private:
    struct Library;
    std::unique_ptr<Library> library_;
};

}  // namespace eigenfaces::charts
