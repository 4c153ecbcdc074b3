#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "curl/curl_library.hpp"
#include "datasets/data_set.hpp"
#include "datasets/download.hpp"
#include "datasets/extract.hpp"
#include "datasets/obtain_error.hpp"
#include "datasets/shared_data_sets.hpp"
#include "datasets/turns.hpp"
#include "storage/storage_error.hpp"

namespace eigenfaces::service {

struct ObtainRequest {
    std::string url;
    /// Of the archive. Absent: whatever the URL gives is taken, and what was had from this URL before is
    /// good.
    std::optional<Sha256> digest;
    DownloadLimits download;
    ExtractionLimits extraction;
    bool allow_file_urls = false;
    UrlRefusal refuse_url;
    AddressCheck may_connect;
};

struct ObtainProgress {
    enum class Stage {
        waiting,      ///< another caller is obtaining the same
        downloading,  ///< done and total: bytes of the archive
        extracting,   ///< done and total: bytes of the archive
        publishing,   ///< flushing to the device
    };
    Stage stage = Stage::waiting;
    std::uint64_t done = 0;
    std::optional<std::uint64_t> total;
};

/// How much of it there may be, as the operator decided.
struct DataSetLimits {
    std::size_t data_sets = std::numeric_limits<std::size_t>::max();
    /// Archives that have not arrived and that nobody is fetching; the newest stay.
    std::size_t interrupted_downloads = 8;
    /// Bytes of extracted data sets that are kept of a shared store's; those used last stay. What is in use
    /// stays in any case.
    std::uint64_t cached_bytes = std::uint64_t{4} << 30U;
};

/// Data sets on disk, by the digest of their archive, complete or absent, never changed:
///
///     ROOT/datasets/<sha256>/dataset.json   what DataSet says
///     ROOT/datasets/<sha256>/files/...      the extracted archive
///     ROOT/datasets/<sha256>/faces          decoded pictures, see DataSet
///     ROOT/downloads/<sha256>.part          an archive that has not arrived yet (url-<sha256 of the
///     URL>.part
///                                           where its digest is not known), removed once extracted
///
/// With a store that other servers share, that has the data sets (SharedDataSets), and what is here is a
/// cache of some of them: present() brings one here.
///
/// All functions may be called by several threads at once. One process has a root at a time (FolderLock).
class DataSetStore {
  public:
    /// Keeps the pictures of a data set here for as long as it lives.
    class Presence {
      public:
        Presence(DataSetStore& store, const Sha256& digest);
        ~Presence();
        Presence(Presence&& other) noexcept;
        Presence& operator=(Presence&&) = delete;
        Presence(const Presence&) = delete;
        Presence& operator=(const Presence&) = delete;

      private:
        DataSetStore* store_;
        Sha256 digest_;
    };

    /// `shared` outlives the store; none: the data sets are here alone.
    /// Makes the folders where they are missing and removes what a killed process left half-made, and
    /// downloads that nobody has continued for a week.
    static StorageResult<std::unique_ptr<DataSetStore>> open(const std::filesystem::path& root,
                                                             const CurlLibrary& library,
                                                             const DataSetLimits& limits = {},
                                                             ObjectStore* shared = nullptr);

    /// The data set of the request: at once where it is here, else downloaded, extracted and published in one
    /// step. Callers that want the same at the same time wait for the first; if that one fails, the next
    /// tries. `progress` is called on this thread, often. `stop` ends the work, or the wait, within 0.2 s (a
    /// flush to the device, the last step, is not cut short).
    tl::expected<DataSet, ObtainError> obtain(const ObtainRequest& request,
                                              const std::function<void(const ObtainProgress&)>& progress,
                                              std::stop_token stop);

    /// Nothing where there is none, or a damaged one, which obtain() replaces; an error where that can't be
    /// found out, because the disk or the store fails or no descriptor is left. Its pictures may have to be
    /// brought here first: present().
    ObjectResult<std::optional<DataSet>> find(const Sha256& digest) const;
    /// The newest that came from this URL.
    ObjectResult<std::optional<DataSet>> find_by_url(const std::string& url) const;
    /// All of them that can be read, oldest first.
    ObjectResult<std::vector<DataSet>> list() const;

    /// Brings the pictures of a data set that was found here, where they are not, and keeps them while what
    /// is returned lives. Callers that want the same wait for the first.
    tl::expected<Presence, ObtainError> present(const DataSet& data_set, const std::stop_token& stop);

    /// Removes a data set. \return false where there is none.
    ObjectResult<bool> remove(const Sha256& digest);

  private:
    DataSetStore(const std::filesystem::path& root, const CurlLibrary& library, const DataSetLimits& limits,
                 ObjectStore* shared);
    StorageResult<void> remove_abandoned_downloads() const;
    StorageResult<void> remove_surplus_downloads(const std::string& but);
    std::optional<ObtainError> too_many() const;
    ObjectResult<std::size_t> count() const;
    StorageResult<std::optional<DataSet>> find_here(const Sha256& digest) const;
    StorageResult<std::vector<DataSet>> list_here() const;
    tl::expected<void, ObtainError> fetch_and_publish(const DataSet& data_set, const std::stop_token& stop);
    tl::expected<DataSet, ObtainError> extract_here(
        const DataSet& wanted, const std::filesystem::path& archive, const ExtractionLimits& limits,
        const std::function<void(const ObtainProgress&)>& progress, const std::stop_token& stop);
    StorageResult<bool> remove_here(const Sha256& digest);
    void evict(const Sha256& but);
    StorageResult<void> remove_partial_faces() const;
    std::filesystem::path folder_of(const Sha256& digest) const { return datasets_ / digest.hex(); }
    ObjectResult<std::optional<DataSet>> find(const ObtainRequest& request) const;
    tl::expected<DataSet, ObtainError> download_and_publish(
        const ObtainRequest& request, const std::filesystem::path& archive,
        const std::function<void(const ObtainProgress&)>& progress, const std::stop_token& stop);
    tl::expected<DataSet, ObtainError> extract_and_publish(
        const ObtainRequest& request, const Sha256& digest, const std::filesystem::path& archive,
        const std::function<void(const ObtainProgress&)>& progress, const std::stop_token& stop);

    std::filesystem::path datasets_;
    std::filesystem::path downloads_;
    const CurlLibrary& library_;
    const DataSetLimits limits_;
    std::optional<SharedDataSets> shared_;
    std::mutex using_mutex_;
    std::map<Sha256, std::size_t> in_use_;      ///< how many hold it
    std::map<Sha256, std::uint64_t> last_use_;  ///< in the order of uses
    std::uint64_t uses_ = 0;
    Turns obtaining_;   ///< by the name of the partial download
    Turns publishing_;  ///< by digest
};

}  // namespace eigenfaces::service
