#pragma once
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace eigenfaces::service {

/// The name of a data set of one's own: as that of a workspace, always the name of one folder.
class DataSetName {
  public:
    /// 1 to 64 of [A-Za-z0-9._-], but not beginning with '.'.
    static std::optional<DataSetName> parse(std::string_view text);

    const std::string& text() const { return text_; }
    auto operator<=>(const DataSetName&) const = default;

  private:
    explicit DataSetName(std::string_view text) : text_(text) {}
    std::string text_;
};

}  // namespace eigenfaces::service
