#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "objects/object_key.hpp"
#include "workspaces/model_choice.hpp"

namespace eigenfaces::service {

/// Which model each folder has in use, as a store that others write to said a moment ago: most predictions
/// need not ask it again. Thread-safe.
class RememberedChoices {
  public:
    using Clock = std::chrono::steady_clock;

    /// `time`: for how long, counted from before the store was asked. 0: never.
    explicit RememberedChoices(std::chrono::milliseconds time) : time_(time) {}

    /// When something is asked of the store, to be told with what it says.
    struct Moment {
        Clock::time_point when;
        std::uint64_t changes;
    };
    Moment moment() const;

    std::optional<ModelChoice> find(const ObjectKey& folder) const;
    /// Not where something was forgotten since: what the store said may be from before.
    void remember(const ObjectKey& folder, const ModelChoice& choice, const Moment& asked);
    /// This process has changed it.
    void forget(const ObjectKey& folder);

  private:
    static constexpr std::size_t most = 1000;
    struct Entry {
        ModelChoice choice;
        Clock::time_point until;
    };

    const std::chrono::milliseconds time_;
    mutable std::mutex mutex_;
    std::uint64_t changes_ = 0;
    std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace eigenfaces::service
