#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace eigenfaces {

/// One field of an encoded protocol buffer message.
struct EncodedField {
    int number = 0;
    std::uint64_t value = 0;  ///< of a number; 0 for other fields
    std::string_view bytes;   ///< of a text, bytes or a message, in place; empty for other fields
};

/// Calls `take` with each field of a message, in order, without a copy of any of them. False where the
/// message is malformed; `take` has been called with what comes before. `message` may be anything.
///
/// A parser of protobuf's own makes an object of some hundred bytes of each message of two: for files of
/// strangers that is too many.
bool for_each_field(std::string_view message, const std::function<void(const EncodedField&)>& take);

}  // namespace eigenfaces
