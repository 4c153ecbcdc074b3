#include "program/port_variable.hpp"

#include <charconv>
#include <cstdlib>

namespace gasworks::program {

tl::expected<std::optional<std::uint16_t>, std::string> port_variable() {
    const char* variable = std::getenv("PORT");
    const std::string text = variable == nullptr ? "" : variable;
    if (text.empty()) return std::nullopt;
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > 65535) {
        return tl::unexpected("the environment variable PORT is '" + text +
                              "'; it must be a number from 0 to 65535");
    }
    return static_cast<std::uint16_t>(value);
}

}  // namespace gasworks::program
