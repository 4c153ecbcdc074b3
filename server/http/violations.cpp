#include "http/violations.hpp"

#include <algorithm>

#include "http/utf8.hpp"

namespace gasworks::http {

namespace {

// Names of properties can be as long as a body; what is said about them is not.
constexpr std::size_t longest_name = 200;

std::string escaped_for_pointer(std::string_view key) {
    std::string text;
    for (const char c : shortened(key, longest_name)) {
        if (c == '~') {
            text += "~0";
        } else if (c == '/') {
            text += "~1";
        } else {
            text += c;
        }
    }
    return text;
}

}  // namespace

Violation Place::violation(std::string detail) const {
    std::vector<const Place*> way;
    const Place* top = this;
    for (; top->parent_ != nullptr; top = top->parent_)
        way.push_back(top);
    std::reverse(way.begin(), way.end());

    Violation violation{in_, shortened(top->key_, longest_name), {}};
    std::string prefix;
    for (const Place* step : way) {
        if (in_ == Violation::In::body) {
            violation.name += '/';
            violation.name +=
                step->is_index_ ? std::to_string(step->index_) : escaped_for_pointer(step->key_);
        } else if (step->is_index_) {
            prefix += "item " + std::to_string(step->index_ + 1) + ": ";
        } else {
            prefix += "property " + in_quotes(step->key_) + ": ";
        }
    }
    violation.detail = prefix + std::move(detail);
    return violation;
}

void Violations::add(Violation violation) {
    if (violation.in != Violation::In::body) malformed_ = true;
    if (++count_ <= limit) kept_.push_back(std::move(violation));
}

void Violations::add_malformed_body(std::string detail) {
    add(Place::body(), std::move(detail));
    malformed_ = true;
}

Problem Violations::problem(bool declares_422) && {
    Problem problem;
    problem.status = declares_422 && !malformed_ ? 422 : 400;
    problem.detail = count_ == 1 ? "1 thing is wrong with this request"
                                 : std::to_string(count_) + " things are wrong with this request";
    if (count_ > limit) problem.detail += "; the first " + std::to_string(limit) + " are listed";
    problem.errors = std::move(kept_);
    return problem;
}

}  // namespace gasworks::http
