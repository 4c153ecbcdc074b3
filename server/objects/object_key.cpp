#include "objects/object_key.hpp"

#include <algorithm>
#include <stdexcept>

namespace eigenfaces::service {
namespace {

constexpr std::size_t max_key_bytes = 900;
constexpr std::size_t max_name_bytes = 255;

/// How many bytes the character takes that begins here; 0 where it is none (RFC 3629).
std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
    for (std::size_t index = 1; index < length; ++index) {
        if ((byte(index) & 0xC0U) != 0x80) return 0;
    }
    const unsigned second = byte(1);
    const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool surrogate = first == 0xED && second > 0x9F;
    const bool beyond = first == 0xF4 && second > 0x8F;
    return overlong || surrogate || beyond ? 0 : length;
}

bool is_name(std::string_view name) {
    if (name.empty() || name.size() > max_name_bytes || name == "." || name == "..") return false;
    while (!name.empty()) {
        const auto first = static_cast<unsigned char>(name.front());
        if (first < 0x20 || first == 0x7F || first == '/' || first == '\\') return false;
        const std::size_t length = utf8_length(name);
        if (length == 0) return false;
        name.remove_prefix(length);
    }
    return true;
}

}  // namespace

std::optional<ObjectKey> ObjectKey::parse(std::string_view text) {
    if (text.size() > max_key_bytes) return std::nullopt;
    for (std::string_view rest = text;;) {
        const auto slash = rest.find('/');
        if (!is_name(rest.substr(0, slash))) return std::nullopt;
        if (slash == std::string_view::npos) break;
        rest.remove_prefix(slash + 1);
    }
    ObjectKey key("x");
    key.text_ = text;
    return key;
}

ObjectKey::ObjectKey(std::string_view text) : text_(text) {
    if (text != "x" && !parse(text)) throw std::invalid_argument("no key of an object: " + text_);
}

std::string_view ObjectKey::name() const {
    return std::string_view(text_).substr(text_.rfind('/') + 1);
}

ObjectKey ObjectKey::operator/(std::string_view name) const {
    if (!is_name(name)) throw std::invalid_argument("no name of an object: " + std::string(name));
    return ObjectKey(text_ + '/' + std::string(name));
}

}  // namespace eigenfaces::service
