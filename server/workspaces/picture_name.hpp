#pragma once
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace eigenfaces::service {

/// The name under which an uploaded picture is stored: always the name of one file in one folder.
class PictureName {
  public:
    /// From what a client sent, which may be a path of its own machine ("C:\me.jpg", "/home/me/me.jpg"): the
    /// last component, in which every character becomes '_' but ASCII letters and digits, '.', '_', '-', and
    /// characters beyond ASCII. A leading '.' becomes '_' as well. Nothing when no component is left, or when
    /// the name is longer than 200 bytes.
    static std::optional<PictureName> from_client(std::string_view path);

    const std::string& text() const { return text_; }
    auto operator<=>(const PictureName&) const = default;

  private:
    explicit PictureName(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

}  // namespace eigenfaces::service
