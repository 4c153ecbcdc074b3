#pragma once
#include <cstddef>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "objects/object_key.hpp"

namespace eigenfaces::service {

/// A lock for each key that is being written. Who replaces an object under a condition has its key alone;
/// who replaces it whatever it is does not keep others like it waiting. Thread-safe.
class KeyLocks {
    struct Entry {
        std::shared_mutex mutex;
        std::size_t users = 0;
    };
    using Entries = std::map<std::string, Entry, std::less<>>;

    class Use {
      public:
        Use(KeyLocks& locks, const ObjectKey& key);
        Use(const Use&) = delete;
        Use& operator=(const Use&) = delete;
        ~Use();
        std::shared_mutex& mutex() { return entry_->second.mutex; }

      private:
        KeyLocks& locks_;
        Entries::iterator entry_;
    };

  public:
    class Shared {
      public:
        Shared(KeyLocks& locks, const ObjectKey& key) : use_(locks, key), lock_(use_.mutex()) {}

      private:
        Use use_;
        std::shared_lock<std::shared_mutex> lock_;
    };
    class Alone {
      public:
        Alone(KeyLocks& locks, const ObjectKey& key) : use_(locks, key), lock_(use_.mutex()) {}

      private:
        Use use_;
        std::unique_lock<std::shared_mutex> lock_;
    };

  private:
    std::mutex mutex_;
    Entries entries_;  ///< of the keys that are being written
};

}  // namespace eigenfaces::service
