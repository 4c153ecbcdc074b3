#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace gasworks::http {

class Mailbox;

/// An event as pages read it with EventSource (html.spec.whatwg.org, Server-sent events).
struct Event {
    std::string name;  ///< one line; empty: a message
    std::string data;  ///< UTF-8
    std::string id;    ///< one line; empty: none
};

/// As it is sent: "event: progress\ndata: {...}\n\n". Line breaks in the data begin new lines of it; in name
/// and id they become spaces.
std::string to_text(const Event& event);

/// The body of an answer that goes on for as long as there is something to tell. Whoever has something to
/// tell keeps it and sends; whoever is told is the connection that the answer goes to. Thread-safe.
///
/// A client that takes the events slower than they come is cut off once `most_waiting` bytes wait for it: it
/// comes again and gets what is current.
class EventStream {
  public:
    static constexpr std::size_t most_waiting = 64UL << 10U;

    /// False where nobody listens any more.
    bool send(const Event& event);
    /// What was sent still goes out, and then the answer is over.
    void end();
    bool is_open() const;

    // For the connection.

    /// From now on `connection` is told through `mailbox` when there is something to take.
    void attach(std::shared_ptr<Mailbox> mailbox, std::uint64_t connection);
    /// What waits; nothing where the stream is over and all of it was taken.
    std::optional<std::string> take();
    /// Nobody listens any more.
    void close();

  private:
    void tell() const;

    mutable std::mutex mutex_;
    std::string waiting_;
    bool ended_ = false;
    bool closed_ = false;
    std::shared_ptr<Mailbox> mailbox_;
    std::uint64_t connection_ = 0;
};

}  // namespace gasworks::http
