#pragma once
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "http/headers.hpp"
#include "http/problem.hpp"
#include "http/request.hpp"

namespace gasworks::http {

/// Which of the offered media types to send, after Accept (RFC 9110, 12.5.1): the one with the highest
/// weight, where the most specific range that covers a type gives its weight; among equals the one that is
/// named more precisely, then the first one offered. Without Accept, or where no part of it can be read, the
/// first one offered. The error is 406 and lists what is offered.
tl::expected<std::size_t, Problem> choose_response_type(const Headers& headers,
                                                        const std::vector<std::string_view>& offered);

/// Which of the accepted media types (or ranges such as "image/*") the body is of; the most specific one,
/// then the first. Nothing when there is no body: no content and, where `required`, that is an error 400. The
/// other error is 415 and names what is accepted.
tl::expected<std::optional<std::size_t>, Problem> choose_body_type(
    const Request& request, const std::vector<std::string_view>& accepted, bool required);

/// For operations that take no body: 400 when there is one.
std::optional<Problem> refuse_body(const Request& request);

}  // namespace gasworks::http
