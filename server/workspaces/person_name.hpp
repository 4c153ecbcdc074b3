#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace eigenfaces::service {

/// A person of a data set: the name of one folder, as in LFW, where "Ada Lovelace" is Ada_Lovelace.
class PersonName {
  public:
    /// 1 to 100 bytes of UTF-8 without control characters, '/' and '\'; spaces around it are passed over, and
    /// it does not begin with '.'. Nothing for anything else.
    static std::optional<PersonName> from_client(std::string_view name);

    /// "Ada_Lovelace"
    const std::string& folder() const { return folder_; }
    /// "Ada Lovelace", as models tell it.
    std::string text() const;
    auto operator<=>(const PersonName&) const = default;

  private:
    explicit PersonName(std::string folder) : folder_(std::move(folder)) {}
    std::string folder_;
};

}  // namespace eigenfaces::service
