#pragma once
#include <cstdint>
#include <mutex>
#include <vector>

#include "http/response.hpp"
#include "platform/event_descriptor.hpp"

namespace gasworks::http {

/// Where workers leave answers for the I/O thread that owns the connection. The thread waits on
/// descriptor(), which is readable while something is to be taken.
class Mailbox {
  public:
    struct Answer {
        std::uint64_t connection = 0;  ///< number of the connection; may be closed by now
        Response response;
    };

    int descriptor() const { return event_.descriptor(); }
    /// Any thread.
    void post(Answer answer);
    /// There are events for this connection to take (EventStream). Any thread.
    void post_events(std::uint64_t connection);
    /// Makes descriptor() readable without leaving anything. Any thread.
    void wake() const;
    /// Everything that was left; descriptor() is not readable afterwards. The owning thread.
    std::vector<Answer> take();
    /// The connections that there are events for, after take(). The owning thread.
    std::vector<std::uint64_t> take_events();

  private:
    platform::EventDescriptor event_;
    std::mutex mutex_;
    std::vector<Answer> answers_;
    std::vector<std::uint64_t> events_;
};

}  // namespace gasworks::http
