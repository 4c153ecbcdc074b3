#include "generator/document/scalar.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

namespace gasworks::generator {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

std::string_view without_sign(std::string_view text) {
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
    return text;
}

bool is_integer(std::string_view text) {
    const std::string_view digits = without_sign(text);
    return !digits.empty() && std::all_of(digits.begin(), digits.end(), is_digit);
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_number(std::string_view text) {
    std::string_view rest = without_sign(text);
    const auto take_digits = [&rest] {
        const auto end = std::find_if_not(rest.begin(), rest.end(), is_digit);
        const auto count = static_cast<std::size_t>(end - rest.begin());
        rest.remove_prefix(count);
        return count;
    };
    const std::size_t whole = take_digits();
    std::size_t fraction = 0;
    if (!rest.empty() && rest.front() == '.') {
        rest.remove_prefix(1);
        fraction = take_digits();
    }
    if (whole == 0 && fraction == 0) return false;
    if (!rest.empty() && (rest.front() == 'e' || rest.front() == 'E')) {
        rest = without_sign(rest.substr(1));
        if (take_digits() == 0) return false;
    }
    return rest.empty();
}

tl::expected<Scalar, std::string> integer_of(std::string_view text, int base) {
    const bool negative = text.front() == '-';
    const std::string_view digits = base == 10 ? without_sign(text) : text.substr(2);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    const auto most = static_cast<std::uint64_t>(INT64_MAX) + (negative ? 1U : 0U);
    if (error != std::errc() || end != digits.data() + digits.size() || value > most) {
        return tl::make_unexpected("the integer " + std::string(text) + " does not fit into 64 bits");
    }
    return Scalar{Node::Kind::integer, (negative && value != 0 ? "-" : "") + std::to_string(value)};
}

// JSON wants digits on both sides of the point and no plus sign; everything else stays as it is written.
std::string number_of(std::string_view text) {
    std::string result(text);
    if (result.front() == '+') result.erase(0, 1);
    const std::size_t first = result.front() == '-' ? 1 : 0;
    while (result.size() > first + 1 && result[first] == '0' && is_digit(result[first + 1]))
        result.erase(first, 1);
    if (result[first] == '.') result.insert(first, 1, '0');
    const auto point = result.find('.');
    if (point != std::string::npos && (point + 1 == result.size() || !is_digit(result[point + 1]))) {
        result.insert(point + 1, 1, '0');
    }
    return result;
}

}  // namespace

tl::expected<Scalar, std::string> plain_scalar(std::string_view text) {
    if (text.empty() || is_one_of(text, {"~", "null", "Null", "NULL"})) return Scalar{Node::Kind::null, {}};
    if (is_one_of(text, {"true", "True", "TRUE"})) return Scalar{Node::Kind::boolean, "true"};
    if (is_one_of(text, {"false", "False", "FALSE"})) return Scalar{Node::Kind::boolean, "false"};
    if (is_integer(text)) return integer_of(text, 10);
    const auto all_of = [&](std::string_view digits) {
        return text.size() > 2 && text.find_first_not_of(digits, 2) == std::string_view::npos;
    };
    if (text.starts_with("0x") && all_of("0123456789abcdefABCDEF")) return integer_of(text, 16);
    if (text.starts_with("0o") && all_of("01234567")) return integer_of(text, 8);
    if (is_number(text)) {
        const std::string json = number_of(text);
        double value = 0;
        const auto error = std::from_chars(json.data(), json.data() + json.size(), value).ec;
        if (error != std::errc()) {
            return tl::make_unexpected("the number " + std::string(text) + " does not fit into 64 bits");
        }
        return Scalar{Node::Kind::number, json};
    }
    if (is_one_of(without_sign(text), {".inf", ".Inf", ".INF"}) ||
        is_one_of(text, {".nan", ".NaN", ".NAN"})) {
        return tl::make_unexpected("JSON has no number " + std::string(text) +
                                   "; write it in quotes if it is text");
    }
    return Scalar{Node::Kind::string, std::string(text)};
}

}  // namespace gasworks::generator
