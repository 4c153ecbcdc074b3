#pragma once
#include <atomic>

#include "objects/object_store.hpp"

namespace eigenfaces::service {

/// A store as several processes share it: one of these for each, before the same store. It does no more than
/// what every store has to do.
class SharedObjects : public ObjectStore {
  public:
    /// `store` outlives this object.
    explicit SharedObjects(ObjectStore& store) : store_(store) {}

    ObjectResult<std::optional<Object>> read(const ObjectKey& key, std::uint64_t max_bytes) override {
        return store_.read(key, max_bytes);
    }
    ObjectResult<std::optional<ObjectInfo>> describe(const ObjectKey& key) override {
        return store_.describe(key);
    }
    ObjectResult<ObjectTag> write(const ObjectKey& key, std::span<const std::byte> bytes) override {
        return store_.write(key, bytes);
    }
    ObjectResult<std::optional<ObjectTag>> write_new(const ObjectKey& key,
                                                     std::span<const std::byte> bytes) override {
        return store_.write_new(key, bytes);
    }
    ObjectResult<std::optional<ObjectTag>> replace(const ObjectKey& key, const ObjectTag& expected,
                                                   std::span<const std::byte> bytes) override {
        return store_.replace(key, expected, bytes);
    }
    ObjectResult<bool> remove(const ObjectKey& key) override { return store_.remove(key); }
    ObjectResult<std::vector<ObjectInfo>> list(const ObjectKey& folder) override {
        ++lists_;
        return store_.list(folder);
    }
    ObjectResult<std::vector<std::string>> folders(const ObjectKey& folder) override {
        ++lists_;
        return store_.folders(folder);
    }
    ObjectResult<std::size_t> remove_all(const ObjectKey& folder) override {
        return store_.remove_all(folder);
    }
    ObjectResult<ObjectTag> write_file(const ObjectKey& key, const std::filesystem::path& file,
                                       const std::stop_token& stop) override {
        return store_.write_file(key, file, stop);
    }
    ObjectResult<std::optional<ObjectTag>> read_file(const ObjectKey& key, const std::filesystem::path& file,
                                                     std::uint64_t max_bytes,
                                                     const std::stop_token& stop) override {
        return store_.read_file(key, file, max_bytes, stop);
    }

    /// How often something was listed.
    int lists() const { return lists_; }

  private:
    ObjectStore& store_;
    std::atomic<int> lists_{0};
};

}  // namespace eigenfaces::service
