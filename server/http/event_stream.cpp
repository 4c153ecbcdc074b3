#include "http/event_stream.hpp"

#include <algorithm>
#include <utility>

#include "http/mailbox.hpp"

namespace gasworks::http {

namespace {

std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\0'; }, ' ');
    return text;
}

}  // namespace

std::string to_text(const Event& event) {
    std::string text;
    if (!event.name.empty()) text += "event: " + one_line(event.name) + '\n';
    if (!event.id.empty()) text += "id: " + one_line(event.id) + '\n';
    std::string_view rest = event.data;
    while (true) {
        const auto end = rest.find_first_of("\r\n");
        text += "data: ";
        text += rest.substr(0, end);
        text += '\n';
        if (end == std::string_view::npos) break;
        rest.remove_prefix(rest.substr(end, 2) == "\r\n" ? end + 2 : end + 1);
    }
    return text + '\n';
}

bool EventStream::send(const Event& event) {
    const std::lock_guard lock(mutex_);
    if (closed_ || ended_) return false;
    const std::string text = to_text(event);
    if (waiting_.size() + text.size() > most_waiting) {
        ended_ = true;
    } else {
        waiting_ += text;
    }
    tell();
    return !ended_;
}

void EventStream::end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    tell();
}

bool EventStream::is_open() const {
    const std::lock_guard lock(mutex_);
    return !closed_ && !ended_;
}

void EventStream::attach(std::shared_ptr<Mailbox> mailbox, std::uint64_t connection) {
    const std::lock_guard lock(mutex_);
    mailbox_ = std::move(mailbox);
    connection_ = connection;
}

std::optional<std::string> EventStream::take() {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty() && ended_) return std::nullopt;
    return std::exchange(waiting_, {});
}

void EventStream::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    waiting_ = {};
    mailbox_.reset();
}

void EventStream::tell() const {
    if (mailbox_) mailbox_->post_events(connection_);
}

}  // namespace gasworks::http
