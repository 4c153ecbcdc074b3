#pragma once

namespace gasworks::platform {

/// A descriptor that threads and signal handlers make readable, for somebody who waits in poll() or epoll.
class EventDescriptor {
  public:
    /// Throws std::system_error where the system has no descriptor left.
    EventDescriptor();
    ~EventDescriptor();
    EventDescriptor(const EventDescriptor&) = delete;
    EventDescriptor& operator=(const EventDescriptor&) = delete;

    int descriptor() const { return readable_; }
    /// Makes descriptor() readable. Any thread; also in a signal handler, where it leaves errno as it was.
    void notify() const;
    /// Afterwards descriptor() is not readable, until the next notify().
    void clear() const;

  private:
    int readable_ = -1;
    int writable_ = -1;  ///< on Linux the same as readable_
};

}  // namespace gasworks::platform
