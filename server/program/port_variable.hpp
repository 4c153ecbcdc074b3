#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include <tl/expected.hpp>

namespace gasworks::program {

/// The environment variable PORT, by which Cloud Run and its relatives say where to listen; nothing where it
/// is not set or empty. The error is a sentence about what it is and must be.
tl::expected<std::optional<std::uint16_t>, std::string> port_variable();

}  // namespace gasworks::program
