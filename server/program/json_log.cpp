#include "program/json_log.hpp"

#include <algorithm>
#include <spdlog/details/log_msg.h>
#include <spdlog/details/os.h>

#include <nlohmann/json.hpp>

namespace gasworks::program {

namespace {

void append_string(std::string& out, std::string_view text) {
    const bool plain = std::all_of(text.begin(), text.end(),
                                   [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
    if (plain) {
        out += '"';
        out += text;
        out += '"';
        return;
    }
    out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string_view view(const spdlog::string_view_t& text) {
    return {text.data(), text.size()};
}

class JsonFormatter final : public spdlog::formatter {
  public:
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
        using namespace std::chrono;
        const auto since = message.time.time_since_epoch();
        const std::tm time = spdlog::details::os::gmtime(system_clock::to_time_t(message.time));
        const auto milliseconds_of = duration_cast<milliseconds>(since).count() % 1000;
        char text[40];
        const int size = std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
                                       time.tm_year + 1900, time.tm_mon + 1, time.tm_mday, time.tm_hour,
                                       time.tm_min, time.tm_sec, static_cast<int>(milliseconds_of));
        std::string line = "{\"time\":\"";
        line.append(text, static_cast<std::size_t>(size));
        line += "\",\"level\":\"";
        line += view(spdlog::level::to_string_view(message.level));
        line += "\",";
        if (view(message.logger_name) == members_logger) {
            line += view(message.payload);
        } else {
            line += "\"message\":";
            append_string(line, view(message.payload));
        }
        line += "}\n";
        out.append(line.data(), line.data() + line.size());
    }
    std::unique_ptr<formatter> clone() const override { return std::make_unique<JsonFormatter>(); }
};

}  // namespace

void JsonMembers::add_name(std::string_view name) {
    if (!text_.empty()) text_ += ',';
    append_string(text_, name);
    text_ += ':';
}

JsonMembers& JsonMembers::add(std::string_view name, std::string_view value) {
    add_name(name);
    append_string(text_, value);
    return *this;
}

JsonMembers& JsonMembers::add(std::string_view name, std::size_t value) {
    add_name(name);
    text_ += std::to_string(value);
    return *this;
}

JsonMembers& JsonMembers::add(std::string_view name, double value) {
    add_name(name);
    char number[40];
    const int size = std::snprintf(number, sizeof number, "%.3f", value);
    text_.append(number, static_cast<std::size_t>(size));
    return *this;
}

std::unique_ptr<spdlog::formatter> json_formatter() {
    return std::make_unique<JsonFormatter>();
}

}  // namespace gasworks::program
