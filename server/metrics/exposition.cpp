#include "metrics/exposition.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace gasworks::metrics {

namespace {

std::string_view type_name(MetricType type) {
    switch (type) {
        case MetricType::counter:
            return "counter";
        case MetricType::gauge:
            return "gauge";
        case MetricType::histogram:
            break;
    }
    return "histogram";
}

bool is_name(std::string_view text, bool may_have_colon) {
    const auto is_letter = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (may_have_colon && c == ':');
    };
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return !text.empty() && is_letter(text.front()) &&
           std::all_of(text.begin(), text.end(), [&](char c) { return is_letter(c) || is_digit(c); });
}

void append_escaped(std::string& out, std::string_view text, bool in_quotes) {
    for (const char c : text) {
        if (c == '\\') {
            out += "\\\\";
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '"' && in_quotes) {
            out += "\\\"";
        } else {
            out += c;
        }
    }
}

std::string number(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    std::array<char, 32> buffer{};
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), written.ptr};
}

}  // namespace

void Exposition::family(std::string_view name, MetricType type, std::string_view help) {
    if (!is_name(name, true)) throw std::invalid_argument("not a metric's name: " + std::string(name));
    if (!names_.emplace(name).second)
        throw std::invalid_argument("two metrics have the name " + std::string(name));
    name_ = name;
    heading_ = "# HELP " + name_ + ' ';
    append_escaped(heading_, help, false);
    heading_ += "\n# TYPE " + name_ + ' ';
    heading_ += type_name(type);
    heading_ += '\n';
}

void Exposition::line(std::string_view suffix, Labels labels, const Label* last, double value) {
    text_ += heading_;
    heading_.clear();
    text_ += name_;
    text_ += suffix;
    char separator = '{';
    const auto add = [&](const Label& label) {
        if (!is_name(label.name, false))
            throw std::invalid_argument("not a label's name: " + std::string(label.name));
        text_ += separator;
        separator = ',';
        text_ += label.name;
        text_ += "=\"";
        append_escaped(text_, label.value, true);
        text_ += '"';
    };
    for (const Label& label : labels)
        add(label);
    if (last != nullptr) add(*last);
    if (separator == ',') text_ += '}';
    text_ += ' ';
    text_ += number(value);
    text_ += '\n';
}

void Exposition::sample(double value, Labels labels) {
    line("", labels, nullptr, value);
}

void Exposition::sample(const Histogram::Snapshot& histogram, Labels labels) {
    std::uint64_t so_far = 0;
    for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
        so_far += histogram.counts[i];
        const std::string bound = i < histogram.bounds.size() ? number(histogram.bounds[i]) : "+Inf";
        const Label le{"le", bound};
        line("_bucket", labels, &le, static_cast<double>(so_far));
    }
    line("_sum", labels, nullptr, histogram.sum);
    line("_count", labels, nullptr, static_cast<double>(so_far));
}

}  // namespace gasworks::metrics
