#pragma once
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "http/memory_budget.hpp"

namespace gasworks::http {

/// How many connections there are from each network of clients (PeerAddress::network), and what the bodies of
/// their requests take. Thread-safe.
class AddressCounts {
  public:
    /// `body_bytes`: of one network's requests together.
    explicit AddressCounts(std::size_t body_bytes) : body_bytes_(body_bytes) {}

    struct Entry {
        std::size_t connections = 0;
        std::shared_ptr<MemoryBudget> bodies;
    };

    /// A connection that is counted as long as this object is there.
    class Place {
      public:
        Place(AddressCounts& counts, std::string network)
            : counts_(counts), network_(std::move(network)), entry_(counts.enter(network_)) {}
        ~Place() { counts_.leave(network_); }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

        /// How many the network had when this one came, this one included.
        std::size_t number() const { return entry_.connections; }
        /// What is left for the bodies of the network's requests.
        const std::shared_ptr<MemoryBudget>& bodies() const { return entry_.bodies; }

      private:
        AddressCounts& counts_;
        const std::string network_;
        const Entry entry_;
    };

    /// Networks that have connections now.
    std::size_t networks() const {
        const std::lock_guard lock(mutex_);
        return counts_.size();
    }

  private:
    Entry enter(const std::string& network) {
        const std::lock_guard lock(mutex_);
        Entry& entry = counts_[network];
        if (!entry.bodies) entry.bodies = std::make_shared<MemoryBudget>(body_bytes_);
        ++entry.connections;
        return entry;
    }
    void leave(const std::string& network) {
        const std::lock_guard lock(mutex_);
        const auto found = counts_.find(network);
        if (--found->second.connections == 0) counts_.erase(found);
    }

    const std::size_t body_bytes_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, Entry> counts_;
};

}  // namespace gasworks::http
