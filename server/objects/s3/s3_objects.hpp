#pragma once
#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "curl/curl_library.hpp"
#include "objects/object_store.hpp"
#include "objects/s3/limits.hpp"
#include "objects/s3/settings.hpp"

namespace eigenfaces::service {

class S3Client;

/// Objects in a bucket of an S3-compatible store, which has conditional writes: see probe().
///
/// Where the answer to a conditional write is lost, and another replaces what was written before it could be
/// seen that it was, the write counts as one that took place too late.
class S3Objects final : public ObjectStore {
  public:
    S3Objects(const CurlLibrary& library, S3Settings settings, const S3Limits& limits = {});
    S3Objects(const S3Objects&) = delete;
    S3Objects& operator=(const S3Objects&) = delete;
    ~S3Objects() override;

    /// Whether the bucket is there, the credentials allow what is needed, and writes on a condition are done
    /// on that condition alone: two servers would otherwise both win. To be called at start; takes about ten
    /// requests. The error is to be shown.
    ObjectResult<void> probe();
    /// By one request.
    ObjectResult<void> check() override;

    ObjectResult<std::optional<Object>> read(const ObjectKey& key, std::uint64_t max_bytes) override;
    ObjectResult<std::optional<ObjectInfo>> describe(const ObjectKey& key) override;
    ObjectResult<ObjectTag> write(const ObjectKey& key, std::span<const std::byte> bytes) override;
    ObjectResult<std::optional<ObjectTag>> write_new(const ObjectKey& key,
                                                     std::span<const std::byte> bytes) override;
    ObjectResult<std::optional<ObjectTag>> replace(const ObjectKey& key, const ObjectTag& expected,
                                                   std::span<const std::byte> bytes) override;
    ObjectResult<bool> remove(const ObjectKey& key) override;
    /// Exact where the dialect has generations.
    ObjectResult<bool> remove_if(const ObjectKey& key, const ObjectTag& expected) override;
    ObjectResult<void> remove_each(std::span<const ObjectKey> keys) override;
    ObjectResult<std::vector<ObjectInfo>> list(const ObjectKey& folder) override;
    ObjectResult<std::vector<std::string>> names(const ObjectKey& folder) override;
    ObjectResult<std::vector<std::string>> folders(const ObjectKey& folder) override;
    ObjectResult<std::size_t> remove_all(const ObjectKey& folder) override;
    ObjectResult<ObjectTag> write_file(const ObjectKey& key, const std::filesystem::path& file,
                                       const std::stop_token& stop) override;
    ObjectResult<std::optional<ObjectTag>> read_file(const ObjectKey& key, const std::filesystem::path& file,
                                                     std::uint64_t max_bytes,
                                                     const std::stop_token& stop) override;

  private:
    std::unique_ptr<S3Client> client_;
    std::unique_ptr<S3Client> impatient_;  ///< for check()
    std::atomic<bool> bare_tags_ = false;  ///< the store wants tags of conditions on writes without quotes
};

}  // namespace eigenfaces::service
