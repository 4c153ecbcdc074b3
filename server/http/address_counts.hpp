#pragma once
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace gasworks::http {

/// How many connections there are from each network of clients (PeerAddress::network). Thread-safe.
class AddressCounts {
  public:
    /// A connection that is counted as long as this object is there.
    class Place {
      public:
        Place(AddressCounts& counts, std::string network)
            : counts_(counts), network_(std::move(network)), number_(counts.enter(network_)) {}
        ~Place() { counts_.leave(network_); }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

        /// How many the network had when this one came, this one included.
        std::size_t number() const { return number_; }

      private:
        AddressCounts& counts_;
        const std::string network_;
        const std::size_t number_;
    };

    /// Networks that have connections now.
    std::size_t networks() const {
        const std::lock_guard lock(mutex_);
        return counts_.size();
    }

  private:
    std::size_t enter(const std::string& network) {
        const std::lock_guard lock(mutex_);
        return ++counts_[network];
    }
    void leave(const std::string& network) {
        const std::lock_guard lock(mutex_);
        const auto found = counts_.find(network);
        if (--found->second == 0) counts_.erase(found);
    }

    mutable std::mutex mutex_;
    std::unordered_map<std::string, std::size_t> counts_;
};

}  // namespace gasworks::http
