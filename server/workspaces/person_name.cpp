#include "workspaces/person_name.hpp"

#include <algorithm>

#include "model/utf8.hpp"

namespace eigenfaces::service {

std::optional<PersonName> PersonName::from_client(std::string_view name) {
    constexpr std::size_t longest = 100;
    while (name.starts_with(' '))
        name.remove_prefix(1);
    while (name.ends_with(' '))
        name.remove_suffix(1);
    if (name.empty() || name.size() > longest || name.front() == '.') return std::nullopt;
    if (!is_utf8(name)) return std::nullopt;
    const bool bad = std::any_of(name.begin(), name.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7F || c == '/' || c == '\\';
    });
    if (bad) return std::nullopt;
    std::string folder(name);
    std::replace(folder.begin(), folder.end(), ' ', '_');
    return PersonName(std::move(folder));
}

std::string PersonName::text() const {
    std::string text = folder_;
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

}  // namespace eigenfaces::service
