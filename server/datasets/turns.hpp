#pragma once
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>

namespace eigenfaces::service {

/// One at a time per name: who comes second waits, and can give up waiting.
class Turns {
  public:
    /// Somebody's turn; ends with this object.
    class Turn {
      public:
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        Turn(Turn&& other) noexcept;
        Turn& operator=(Turn&& other) = delete;
        ~Turn();

      private:
        friend class Turns;
        Turn(Turns& turns, std::string name);
        Turns* turns_;
        std::string name_;
    };

    /// Nothing where the name is taken.
    std::optional<Turn> try_take(const std::string& name);
    /// Waits until the name is free. Nothing where `stop` was requested first.
    std::optional<Turn> take(const std::string& name, std::stop_token stop);

  private:
    std::mutex mutex_;
    std::condition_variable_any freed_;
    std::set<std::string> taken_;
};

}  // namespace eigenfaces::service
