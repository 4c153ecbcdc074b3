#include "http/negotiation.hpp"

#include <charconv>
#include <string>

#include "http/media_type.hpp"
#include "http/utf8.hpp"

namespace gasworks::http {

namespace {

struct AcceptedRange {
    MediaType range;
    int weight = 1000;  // thousandths
};

// RFC 9110, 12.4.2: 0, 0.5, 1.000; nothing when it is something else.
std::optional<int> thousandths(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
    if (text.size() > 1 && text[1] != '.') return std::nullopt;
    std::string digits(text.substr(0, 1));
    if (text.size() > 2) digits += text.substr(2);
    digits.resize(4, '0');
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size() || value > 1000) return std::nullopt;
    return value;
}

std::vector<AcceptedRange> accepted_ranges(const Headers& headers) {
    std::vector<AcceptedRange> ranges;
    for (const std::string_view field : headers.all("Accept")) {
        for (const std::string_view item : list_items(field)) {
            // "*" alone is not in the grammar, yet some clients send it.
            auto range = item == "*" ? parse_media_type("*/*") : parse_media_type(item);
            if (!range) continue;
            const auto q = range->parameter("q");
            const auto weight = q ? thousandths(*q) : 1000;
            if (weight) ranges.push_back({*std::move(range), *weight});
        }
    }
    return ranges;
}

// 3 for text/plain, 2 for text/*, 1 for */*, 0 when the range does not cover the type.
// A type that is a range itself, as an answer may be declared, is covered when they overlap.
int specificity(const MediaType& range, const MediaType& type) {
    if (range.type == "*") return 1;
    if (type.type == "*") return 1;
    if (range.type != type.type) return 0;
    if (range.subtype == "*" || type.subtype == "*") return 2;
    return range.subtype == type.subtype ? 3 : 0;
}

std::string list_of(const std::vector<std::string_view>& types) {
    std::string list;
    for (const std::string_view type : types)
        list += (list.empty() ? "" : ", ") + std::string(type);
    return list;
}

Problem unsupported(std::string detail, const std::vector<std::string_view>& accepted) {
    Problem problem;
    problem.status = 415;
    problem.detail = std::move(detail) + "; accepted: " + list_of(accepted);
    problem.headers.add("Accept", list_of(accepted));  // RFC 9110, 15.5.16
    return problem;
}

}  // namespace

tl::expected<std::size_t, Problem> choose_response_type(const Headers& headers,
                                                        const std::vector<std::string_view>& offered) {
    const std::vector<AcceptedRange> ranges = accepted_ranges(headers);
    if (ranges.empty()) return 0;
    std::optional<std::size_t> best;
    int best_weight = 0;
    int best_precision = 0;
    for (std::size_t i = 0; i < offered.size(); ++i) {
        const auto type = parse_media_type(offered[i]);
        if (!type) continue;
        int weight = 0;
        int precision = 0;
        for (const AcceptedRange& accepted : ranges) {
            const int match = specificity(accepted.range, *type);
            if (match > precision || (match > 0 && match == precision && accepted.weight > weight)) {
                precision = match;
                weight = accepted.weight;
            }
        }
        if (weight > best_weight || (weight > 0 && weight == best_weight && precision > best_precision)) {
            best = i;
            best_weight = weight;
            best_precision = precision;
        }
    }
    if (best) return *best;
    Problem problem;
    problem.status = 406;
    problem.detail =
        "this operation answers with " + list_of(offered) + "; the Accept header leaves none of these";
    return tl::make_unexpected(std::move(problem));
}

tl::expected<std::optional<std::size_t>, Problem> choose_body_type(
    const Request& request, const std::vector<std::string_view>& accepted, bool required) {
    const auto fields = request.headers.all("Content-Type");
    if (request.body.empty() && (fields.empty() || !required)) {
        if (!required) return std::nullopt;
        Problem problem;
        problem.status = 400;
        problem.detail = "the request has no body; this operation needs one: " + list_of(accepted);
        problem.errors.push_back({Violation::In::body, "", "is required"});
        return tl::make_unexpected(std::move(problem));
    }
    if (fields.empty()) return tl::make_unexpected(unsupported("the request has no Content-Type", accepted));
    if (fields.size() > 1) {
        return tl::make_unexpected(unsupported("the request has more than one Content-Type", accepted));
    }
    const auto type = parse_media_type(fields[0]);
    if (!type || type->type == "*" || type->subtype == "*") {
        return tl::make_unexpected(
            unsupported("the Content-Type " + in_quotes(fields[0]) + " is not a media type", accepted));
    }
    std::optional<std::size_t> best;
    int best_precision = 0;
    for (std::size_t i = 0; i < accepted.size(); ++i) {
        const auto range = parse_media_type(accepted[i]);
        const int precision = range ? specificity(*range, *type) : 0;
        if (precision > best_precision) {
            best = i;
            best_precision = precision;
        }
    }
    if (!best) {
        return tl::make_unexpected(
            unsupported("the Content-Type " + in_quotes(type->essence()) + " is not accepted", accepted));
    }
    return best;
}

std::optional<Problem> refuse_body(const Request& request) {
    if (request.body.empty()) return std::nullopt;
    Problem problem;
    problem.status = 400;
    problem.detail = "this operation takes no request body";
    problem.errors.push_back(
        {Violation::In::body, "", "is not taken; send the parameters in the request line"});
    return problem;
}

}  // namespace gasworks::http
