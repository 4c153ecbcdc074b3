#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// Values as the bytes that processes send each other: as they lie in memory, so that all machines of a team
/// have to have the same byte order (Team's owner checks that).
namespace eigenfaces::cluster {

using Bytes = std::vector<std::byte>;

template <typename T>
requires std::is_trivially_copyable_v<T>
void put(Bytes& bytes, std::span<const T> values) {
    if (values.empty()) return;
    const std::size_t begin = bytes.size();
    bytes.resize(begin + values.size_bytes());
    std::memcpy(bytes.data() + begin, values.data(), values.size_bytes());
}

template <typename T>
requires std::is_trivially_copyable_v<T>
void put(Bytes& bytes, const T& value) {
    put(bytes, std::span<const T>(&value, 1));
}

inline void put(Bytes& bytes, std::string_view text) {
    put(bytes, std::uint64_t{text.size()});
    put(bytes, std::span<const char>(text));
}

/// Takes values out again, in their order. Throws std::length_error where there are not so many.
class ByteReader {
  public:
    explicit ByteReader(std::span<const std::byte> bytes) : rest_(bytes) {}

    bool at_end() const { return rest_.empty(); }

    template <typename T>
    void take(std::span<T> values) {
        if (values.size_bytes() > rest_.size()) throw std::length_error("a message of the team is cut off");
        if (values.empty()) return;
        std::memcpy(values.data(), rest_.data(), values.size_bytes());
        rest_ = rest_.subspan(values.size_bytes());
    }

    template <typename T>
    T take() {
        T value{};
        take(std::span<T>(&value, 1));
        return value;
    }

    std::string take_text() {
        const auto size = take<std::uint64_t>();
        if (size > rest_.size()) throw std::length_error("a message of the team is cut off");
        std::string text(static_cast<std::size_t>(size), '\0');
        take(std::span<char>(text));
        return text;
    }

  private:
    std::span<const std::byte> rest_;
};

}  // namespace eigenfaces::cluster
