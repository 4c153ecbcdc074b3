#include "http/segment_template.hpp"

#include <stdexcept>

namespace gasworks::http {

SegmentTemplate::SegmentTemplate(std::string_view text) {
    const auto reject = [&](const char* reason) {
        throw std::invalid_argument("the segment '" + std::string(text) + "': " + reason);
    };
    std::string_view rest = text;
    while (true) {
        const auto open = rest.find('{');
        if (rest.substr(0, open).find('}') != std::string_view::npos) reject("a brace has no partner");
        texts_.emplace_back(rest.substr(0, open));
        if (open == std::string_view::npos) return;
        if (!names_.empty() && texts_.back().empty()) reject("nothing stands between two variables");
        const auto close = rest.find('}', open);
        if (close == std::string_view::npos) reject("a brace has no partner");
        names_.emplace_back(rest.substr(open + 1, close - open - 1));
        if (names_.back().empty()) reject("a variable needs a name");
        if (names_.back().find_first_of("{*") != std::string::npos) reject("a name has neither { nor *");
        rest.remove_prefix(close + 1);
    }
}

std::optional<std::vector<std::string_view>> SegmentTemplate::match(std::string_view segment) const {
    if (!segment.starts_with(texts_.front())) return std::nullopt;
    segment.remove_prefix(texts_.front().size());
    if (names_.empty())
        return segment.empty() ? std::optional(std::vector<std::string_view>()) : std::nullopt;
    if (!segment.ends_with(texts_.back())) return std::nullopt;
    segment.remove_suffix(texts_.back().size());
    std::vector<std::string_view> values;
    for (std::size_t i = 1; i < names_.size(); ++i) {
        const auto end = segment.find(texts_[i], 1);
        if (end == std::string_view::npos) return std::nullopt;
        values.push_back(segment.substr(0, end));
        segment.remove_prefix(end + texts_[i].size());
    }
    if (segment.empty()) return std::nullopt;
    values.push_back(segment);
    return values;
}

std::string SegmentTemplate::shape() const {
    std::string shape = texts_.front();
    for (std::size_t i = 1; i < texts_.size(); ++i)
        shape += "{}" + texts_[i];
    return shape;
}

}  // namespace gasworks::http
