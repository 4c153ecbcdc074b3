#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace gasworks::jobs {

/// Reads server-sent events (html.spec.whatwg.org) from bytes as they come, in whatever pieces.
class EventReader {
  public:
    /// Called with the name ("message" where the event has none) and the data of each event.
    explicit EventReader(std::function<void(const std::string& name, const std::string& data)> on_event);

    void feed(std::string_view bytes);

  private:
    void read_line(std::string_view line);

    std::function<void(const std::string&, const std::string&)> on_event_;
    std::string line_;       ///< that has not come to its end
    bool after_cr_ = false;  ///< the last byte was the CR of a line end that may be CR LF
    std::string name_;
    std::string data_;
};

}  // namespace gasworks::jobs
