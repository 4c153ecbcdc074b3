#pragma once
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "generator/document/node.hpp"

namespace gasworks::generator {

struct Scalar {
    Node::Kind kind = Node::Kind::string;
    std::string text;  ///< as Node::text
};

/// What an unquoted scalar means in YAML 1.2's core schema (10.3.2): `yes` and `1.2.3` and `2026-01-02` are
/// strings, `0x1F` is 31. The error says why a number can't be written in JSON (.inf, more than 64 bits).
tl::expected<Scalar, std::string> plain_scalar(std::string_view text);

}  // namespace gasworks::generator
