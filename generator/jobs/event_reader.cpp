#include "generator/jobs/event_reader.hpp"

#include <utility>

namespace gasworks::jobs {

EventReader::EventReader(std::function<void(const std::string&, const std::string&)> on_event)
    : on_event_(std::move(on_event)) {}

void EventReader::feed(std::string_view bytes) {
    for (const char c : bytes) {
        const bool second_half = std::exchange(after_cr_, c == '\r') && c == '\n';
        if (second_half) continue;
        if (c == '\r' || c == '\n') {
            read_line(std::exchange(line_, {}));
        } else {
            line_ += c;
        }
    }
}

void EventReader::read_line(std::string_view line) {
    if (line.empty()) {
        const std::string name = std::exchange(name_, {});
        std::string data = std::exchange(data_, {});
        if (data.empty()) return;
        data.pop_back();
        on_event_(name.empty() ? "message" : name, data);
        return;
    }
    const auto colon = line.find(':');
    const std::string_view field = line.substr(0, colon);
    std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (field == "event") name_ = value;
    if (field == "data") (data_ += value) += '\n';
}

}  // namespace gasworks::jobs
