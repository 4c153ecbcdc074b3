#include "objects/s3/write_id.hpp"

#include <random>
#include <string_view>

namespace eigenfaces::service {

std::string new_write_id() {
    constexpr std::string_view digits = "0123456789abcdef";
    std::random_device random;
    std::string id;
    while (id.size() < 32) {
        auto bits = random();
        for (int digit = 0; digit < 8; ++digit, bits >>= 4U)
            id += digits[bits & 15U];
    }
    return id;
}

}  // namespace eigenfaces::service
