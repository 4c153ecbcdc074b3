#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace eigenfaces::service {

/// The name of an object, or of a folder of objects: names joined by '/', each of 1 to 255 bytes of UTF-8
/// without control characters, '/' and '\\', and not "." or "..", 900 bytes at most together, so that S3
/// (1,024 bytes with a prefix) and file systems take it as it is. "workspaces/ada/uploads/face.jpg".
class ObjectKey {
  public:
    static std::optional<ObjectKey> parse(std::string_view text);
    /// Throws std::invalid_argument: for names that are known to be right.
    explicit ObjectKey(std::string_view text);

    const std::string& text() const { return text_; }
    /// What follows the last '/'.
    std::string_view name() const;
    /// Throws std::invalid_argument where `name` is none.
    ObjectKey operator/(std::string_view name) const;
    auto operator<=>(const ObjectKey&) const = default;

  private:
    std::string text_;
};

}  // namespace eigenfaces::service
