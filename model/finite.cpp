#include "model/finite.hpp"

#include <bit>
#include <cstdint>

namespace eigenfaces {
namespace {

/// Counts instead of stopping at the first, so that the loop vectorises: in practice all values are finite.
template <typename Bits, typename Value>
bool none_has_all_ones_in(Bits exponent, std::span<const Value> values) {
    Bits found = 0;
    for (const Value value : values)
        found |= static_cast<Bits>((std::bit_cast<Bits>(value) & exponent) == exponent);
    return found == 0;
}

}  // namespace

bool all_finite(std::span<const float> values) {
    return none_has_all_ones_in<std::uint32_t>(0x7F80'0000U, values);
}

bool all_finite(std::span<const double> values) {
    return none_has_all_ones_in<std::uint64_t>(0x7FF0'0000'0000'0000U, values);
}

}  // namespace eigenfaces
