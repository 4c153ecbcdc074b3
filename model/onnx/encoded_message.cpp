#include "model/onnx/encoded_message.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <limits>

namespace eigenfaces {

namespace {

/// https://protobuf.dev/programming-guides/encoding/
enum class WireType : std::uint32_t { varint = 0, eight_bytes = 1, length_delimited = 2, four_bytes = 5 };

}  // namespace

bool for_each_field(std::string_view message, const std::function<void(const EncodedField&)>& take) {
    if (message.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return false;
    google::protobuf::io::CodedInputStream stream(reinterpret_cast<const std::uint8_t*>(message.data()),
                                                  static_cast<int>(message.size()));
    while (static_cast<std::size_t>(stream.CurrentPosition()) < message.size()) {
        const std::uint32_t tag = stream.ReadTag();
        EncodedField field;
        field.number = static_cast<int>(tag >> 3U);
        if (field.number == 0) return false;
        switch (static_cast<WireType>(tag & 7U)) {
            case WireType::varint:
                if (!stream.ReadVarint64(&field.value)) return false;
                break;
            case WireType::eight_bytes:
                if (!stream.Skip(sizeof(std::uint64_t))) return false;
                break;
            case WireType::length_delimited: {
                int length = 0;
                if (!stream.ReadVarintSizeAsInt(&length)) return false;
                const auto begin = static_cast<std::size_t>(stream.CurrentPosition());
                if (!stream.Skip(length)) return false;
                field.bytes = message.substr(begin, static_cast<std::size_t>(length));
                break;
            }
            case WireType::four_bytes:
                if (!stream.Skip(sizeof(std::uint32_t))) return false;
                break;
            default:
                return false;
        }
        take(field);
    }
    return true;
}

}  // namespace eigenfaces
