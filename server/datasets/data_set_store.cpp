#include "datasets/data_set_store.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <sys/stat.h>
#include <system_error>
#include <tuple>
#include <utility>

#include "datasets/partial_download.hpp"
#include "storage/remove_tree.hpp"
#include "storage/rename.hpp"
#include "storage/staged_folder.hpp"
#include "storage/temporary_name.hpp"

namespace eigenfaces::service {
namespace {

namespace fs = std::filesystem;
using Stage = ObtainProgress::Stage;

constexpr auto abandoned_after = std::chrono::hours(24 * 7);
constexpr const char* partial_suffix = ".part";

StorageResult<void> make_private_folder(const fs::path& folder) {
    if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return {};
    return tl::unexpected(system_error("create the folder", folder));
}

/// Whether a data set that could not be read is not there, as opposed to a disk or a process in trouble.
bool is_absence_or_damage(const StorageError& error) {
    switch (error.error_number) {
        case ENOENT:
        case ENOTDIR:
        case EISDIR:
        case ELOOP:
        case EINVAL:
        case EFBIG:
        case EBADMSG:
            return true;
        default:
            return false;
    }
}

/// The same for callers that want the same.
std::string work_name(const ObtainRequest& request) {
    return request.digest ? request.digest->hex() : "url-" + sha256_of(request.url).hex();
}

tl::unexpected<ObtainError> cancelled() {
    return tl::unexpected(
        ObtainError{ObtainError::Kind::cancelled, "obtaining the data set was cancelled", 0});
}

template <typename Error>
tl::unexpected<ObtainError> failure(Error&& error) {
    return tl::unexpected(to_obtain_error(std::forward<Error>(error)));
}

}  // namespace

DataSetStore::DataSetStore(const fs::path& root, const CurlLibrary& library, const DataSetLimits& limits,
                           ObjectStore* shared)
    : datasets_(root / "datasets"), downloads_(root / "downloads"), library_(library), limits_(limits) {
    if (shared != nullptr) shared_.emplace(*shared);
}

DataSetStore::Presence::Presence(DataSetStore& store, const Sha256& digest)
    : store_(&store), digest_(digest) {
    const std::lock_guard lock(store.using_mutex_);
    ++store.in_use_[digest];
    store.last_use_[digest] = ++store.uses_;
}

DataSetStore::Presence::Presence(Presence&& other) noexcept
    : store_(std::exchange(other.store_, nullptr)), digest_(other.digest_) {}

DataSetStore::Presence::~Presence() {
    if (store_ == nullptr) return;
    const std::lock_guard lock(store_->using_mutex_);
    const auto held = store_->in_use_.find(digest_);
    if (--held->second == 0) store_->in_use_.erase(held);
}

StorageResult<std::unique_ptr<DataSetStore>> DataSetStore::open(const fs::path& root,
                                                                const CurlLibrary& library,
                                                                const DataSetLimits& limits,
                                                                ObjectStore* shared) {
    std::unique_ptr<DataSetStore> store(new DataSetStore(root, library, limits, shared));
    for (const fs::path& folder : {root, store->datasets_, store->downloads_}) {
        if (auto made = make_private_folder(folder); !made) return tl::unexpected(made.error());
    }
    for (const fs::path& folder : {store->datasets_, store->downloads_}) {
        if (auto swept = sweep_temporaries(folder); !swept) return tl::unexpected(swept.error());
    }
    if (auto removed = store->remove_partial_faces(); !removed) return tl::unexpected(removed.error());
    if (auto removed = store->remove_abandoned_downloads(); !removed) return tl::unexpected(removed.error());
    return store;
}

StorageResult<void> DataSetStore::remove_partial_faces() const {
    std::error_code code;
    for (fs::directory_iterator entry(datasets_, code), end; !code && entry != end; entry.increment(code)) {
        // As model/replacing_file.hpp calls a file that is not complete yet.
        if (auto removed = remove_tree(entry->path() / "faces.partial"); !removed) {
            if (removed.error().error_number != ENOTDIR) return removed;
        }
    }
    if (code) return tl::unexpected(system_error("list the folder", datasets_, code.value()));
    return {};
}

StorageResult<void> DataSetStore::remove_abandoned_downloads() const {
    std::vector<fs::path> abandoned;
    std::error_code code;
    for (fs::directory_iterator entry(downloads_, code), end; !code && entry != end; entry.increment(code)) {
        if (entry->path().extension() != partial_suffix) continue;
        const auto digest = Sha256::from_hex(entry->path().stem().string());
        const auto data_set = digest ? find_here(*digest) : StorageResult<std::optional<DataSet>>();
        const bool has_arrived = data_set && *data_set;
        std::error_code unknown_age;
        const auto changed = entry->last_write_time(unknown_age);
        const bool is_old = !unknown_age && fs::file_time_type::clock::now() - changed > abandoned_after;
        if (has_arrived || is_old) abandoned.push_back(entry->path());
    }
    if (code) return tl::unexpected(system_error("list the folder", downloads_, code.value()));
    for (const fs::path& path : abandoned) {
        if (auto removed = remove_partial_download(path); !removed) return removed;
    }
    return {};
}

StorageResult<void> DataSetStore::remove_surplus_downloads(const std::string& but) {
    std::vector<std::pair<fs::file_time_type, std::string>> others;
    std::error_code code;
    for (fs::directory_iterator entry(downloads_, code), end; !code && entry != end; entry.increment(code)) {
        if (entry->path().extension() != partial_suffix || entry->path().stem() == but) continue;
        std::error_code gone;
        others.emplace_back(entry->last_write_time(gone), entry->path().stem().string());
    }
    if (code) return tl::unexpected(system_error("list the folder", downloads_, code.value()));
    std::sort(others.begin(), others.end(), std::greater<>());
    for (std::size_t i = limits_.interrupted_downloads; i < others.size(); ++i) {
        const std::string& name = others[i].second;
        const auto turn = obtaining_.try_take(name);
        if (!turn) continue;  // somebody goes on with it
        if (auto removed = remove_partial_download(downloads_ / (name + partial_suffix)); !removed)
            return removed;
    }
    return {};
}

ObjectResult<std::size_t> DataSetStore::count() const {
    if (shared_) {
        const auto all = shared_->list();
        if (!all) return tl::unexpected(all.error());
        return all->size();
    }
    std::size_t stored = 0;
    std::error_code code;
    for (fs::directory_iterator entry(datasets_, code), end; !code && entry != end; entry.increment(code))
        stored += Sha256::from_hex(entry->path().filename().string()) ? 1U : 0U;
    if (code)
        return tl::unexpected(to_object_error(system_error("list the folder", datasets_, code.value())));
    return stored;
}

std::optional<ObtainError> DataSetStore::too_many() const {
    const auto stored = count();
    if (!stored) return to_obtain_error(stored.error());
    if (*stored < limits_.data_sets) return std::nullopt;
    return ObtainError{
        ObtainError::Kind::too_many,
        "the server has " + std::to_string(*stored) + " data sets, which is as many as it may have", 0};
}

StorageResult<std::optional<DataSet>> DataSetStore::find_here(const Sha256& digest) const {
    auto data_set = read_data_set(folder_of(digest));
    if (!data_set && !is_absence_or_damage(data_set.error())) return tl::unexpected(data_set.error());
    if (!data_set || data_set->digest != digest) return std::nullopt;
    return std::move(*data_set);
}

ObjectResult<std::optional<DataSet>> DataSetStore::find(const Sha256& digest) const {
    if (!shared_) {
        auto here = find_here(digest);
        if (!here) return tl::unexpected(to_object_error(here.error()));
        return *std::move(here);
    }
    auto stored = shared_->find(digest);
    if (!stored && stored.error().kind == ObjectError::Kind::damaged) return std::nullopt;
    if (!stored || !*stored || (*stored)->digest != digest) {
        if (!stored) return tl::unexpected(stored.error());
        return std::nullopt;
    }
    return placed_in(folder_of(digest), **std::move(stored));
}

ObjectResult<std::optional<DataSet>> DataSetStore::find_by_url(const std::string& url) const {
    auto all = list();
    if (!all) return tl::unexpected(all.error());
    std::optional<DataSet> newest;
    for (DataSet& data_set : *all) {
        if (data_set.url == url) newest = std::move(data_set);
    }
    return newest;
}

ObjectResult<std::optional<DataSet>> DataSetStore::find(const ObtainRequest& request) const {
    return request.digest ? find(*request.digest) : find_by_url(request.url);
}

StorageResult<std::vector<DataSet>> DataSetStore::list_here() const {
    std::vector<DataSet> found;
    std::error_code code;
    for (fs::directory_iterator entry(datasets_, code), end; !code && entry != end; entry.increment(code)) {
        const auto digest = Sha256::from_hex(entry->path().filename().string());
        if (!digest) continue;
        if (auto data_set = find_here(*digest); data_set && *data_set) found.push_back(**std::move(data_set));
    }
    if (code) return tl::unexpected(system_error("list the folder", datasets_, code.value()));
    return found;
}

ObjectResult<std::vector<DataSet>> DataSetStore::list() const {
    std::vector<DataSet> found;
    if (shared_) {
        auto all = shared_->list();
        if (!all) return tl::unexpected(all.error());
        for (DataSet& data_set : *all) {
            const auto folder = folder_of(data_set.digest);
            found.push_back(placed_in(folder, std::move(data_set)));
        }
    } else {
        auto all = list_here();
        if (!all) return tl::unexpected(to_object_error(all.error()));
        found = *std::move(all);
    }
    std::sort(found.begin(), found.end(), [](const DataSet& left, const DataSet& right) {
        return std::tie(left.obtained, left.digest) < std::tie(right.obtained, right.digest);
    });
    return found;
}

StorageResult<bool> DataSetStore::remove_here(const Sha256& digest) {
    const auto turn = publishing_.take(digest.hex(), {});
    // Renamed first: what is being removed must not be found half there.
    const fs::path removed = datasets_ / temporary_name();
    if (auto renamed = rename_new(folder_of(digest), removed); !renamed) {
        if (renamed.error().error_number == ENOENT) return false;
        return tl::unexpected(renamed.error());
    }
    if (auto done = remove_tree(removed); !done) return tl::unexpected(done.error());
    return true;
}

ObjectResult<bool> DataSetStore::remove(const Sha256& digest) {
    // What is here of a shared one goes when room is needed: somebody may be reading it.
    if (shared_) return shared_->remove(digest);
    auto removed = remove_here(digest);
    if (!removed) return tl::unexpected(to_object_error(removed.error()));
    return *removed;
}

void DataSetStore::evict(const Sha256& but) {
    const auto all = list_here();
    if (!all) return;  // what can't be listed can't be removed; the next one tries again
    std::uint64_t bytes = 0;
    std::vector<std::pair<std::uint64_t, const DataSet*>> by_use;
    {
        const std::lock_guard lock(using_mutex_);
        for (const DataSet& data_set : *all) {
            bytes += data_set.bytes;
            if (data_set.digest == but || in_use_.contains(data_set.digest)) continue;
            const auto used = last_use_.find(data_set.digest);
            by_use.emplace_back(used == last_use_.end() ? 0 : used->second, &data_set);
        }
    }
    std::sort(by_use.begin(), by_use.end());
    for (const auto& [use, data_set] : by_use) {
        if (bytes <= limits_.cached_bytes) return;
        // Whoever wants it meanwhile waits for its turn in present(), and brings it here again.
        const auto turn = obtaining_.try_take(data_set->digest.hex());
        if (!turn) continue;
        {
            const std::lock_guard lock(using_mutex_);
            if (in_use_.contains(data_set->digest)) continue;
        }
        if (remove_here(data_set->digest)) bytes -= data_set->bytes;
    }
}

tl::expected<DataSetStore::Presence, ObtainError> DataSetStore::present(const DataSet& data_set,
                                                                        const std::stop_token& stop) {
    if (!shared_) return Presence(*this, data_set.digest);
    const auto turn = obtaining_.take(data_set.digest.hex(), stop);
    if (!turn) return cancelled();
    Presence presence(*this, data_set.digest);
    const auto here = find_here(data_set.digest);
    if (!here) return failure(here.error());
    if (!*here) {
        if (auto fetched = fetch_and_publish(data_set, stop); !fetched)
            return tl::unexpected(fetched.error());
        evict(data_set.digest);
    }
    return presence;
}

tl::expected<void, ObtainError> DataSetStore::fetch_and_publish(const DataSet& data_set,
                                                                const std::stop_token& stop) {
    const fs::path archive = downloads_ / temporary_name();
    auto fetched = shared_->fetch(data_set.digest, archive, std::numeric_limits<std::uint64_t>::max(), stop);
    if (!fetched) {
        static_cast<void>(remove_tree(archive));
        return failure(fetched.error());
    }
    if (!*fetched) {
        return tl::unexpected(ObtainError{
            ObtainError::Kind::disk, "the data set " + data_set.digest.hex() + " was removed meanwhile", 0});
    }
    auto extracted = extract_here(data_set, archive, {}, nullptr, stop);
    if (auto removed = remove_tree(archive); !removed) return failure(removed.error());
    if (!extracted) return tl::unexpected(extracted.error());
    return {};
}

tl::expected<DataSet, ObtainError> DataSetStore::obtain(
    const ObtainRequest& request, const std::function<void(const ObtainProgress&)>& progress,
    std::stop_token stop) {
    auto here = find(request);
    if (!here) return failure(here.error());
    if (*here) return std::move(**here);
    const std::string name = work_name(request);
    const auto first = obtaining_.try_take(name);
    if (!first && progress) progress({Stage::waiting, 0, std::nullopt});
    const auto later = first ? std::nullopt : obtaining_.take(name, stop);
    if (!first && !later) return cancelled();
    // Somebody may have been here between the first look and this turn.
    here = find(request);
    if (!here) return failure(here.error());
    if (*here) return std::move(**here);
    if (auto refused = too_many()) return tl::unexpected(*std::move(refused));
    if (auto removed = remove_surplus_downloads(name); !removed) return failure(removed.error());
    return download_and_publish(request, downloads_ / (name + partial_suffix), progress, stop);
}

tl::expected<DataSet, ObtainError> DataSetStore::download_and_publish(
    const ObtainRequest& request, const fs::path& archive,
    const std::function<void(const ObtainProgress&)>& progress, const std::stop_token& stop) {
    const auto report = [&](const DownloadProgress& at) {
        if (progress) progress({Stage::downloading, at.bytes, at.total});
    };
    const auto downloaded = download(library_,
                                     {request.url, archive, request.digest, request.download,
                                      request.allow_file_urls, request.refuse_url, request.may_connect},
                                     report, stop);
    if (!downloaded) return failure(downloaded.error());

    auto data_set = extract_and_publish(request, downloaded->sha256, archive, progress, stop);
    // A whole archive is kept only where trying again with it can end otherwise.
    const bool try_again = !data_set && (data_set.error().kind == ObtainError::Kind::cancelled ||
                                         data_set.error().kind == ObtainError::Kind::no_space ||
                                         data_set.error().kind == ObtainError::Kind::disk);
    if (!try_again) {
        if (auto removed = remove_partial_download(archive); !removed) return failure(removed.error());
    }
    return data_set;
}

tl::expected<DataSet, ObtainError> DataSetStore::extract_and_publish(
    const ObtainRequest& request, const Sha256& digest, const fs::path& archive,
    const std::function<void(const ObtainProgress&)>& progress, const std::stop_token& stop) {
    // Two URLs may give the same archive.
    const auto found = find(digest);
    if (!found) return failure(found.error());
    if (*found) return **found;
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    DataSet wanted;
    wanted.digest = digest;
    wanted.url = request.url;
    wanted.obtained = now;
    auto extracted = extract_here(wanted, archive, request.extraction, progress, stop);
    if (!extracted || !shared_) return extracted;
    const Presence presence(*this, digest);
    if (auto shared = shared_->publish(*extracted, folder_of(digest), archive, stop); !shared)
        return failure(shared.error());
    evict(digest);
    return extracted;
}

tl::expected<DataSet, ObtainError> DataSetStore::extract_here(
    const DataSet& wanted, const fs::path& archive, const ExtractionLimits& limits,
    const std::function<void(const ObtainProgress&)>& progress, const std::stop_token& stop) {
    const auto turn = publishing_.take(wanted.digest.hex(), stop);
    if (!turn) return cancelled();
    auto here = find_here(wanted.digest);
    if (!here) return failure(here.error());
    if (*here) return **std::move(here);

    auto staged = StagedFolder::create_in(datasets_);
    if (!staged) return failure(staged.error());
    const fs::path files = staged->path() / "files";
    const auto report = [&](const ExtractionProgress& at) {
        if (progress) progress({Stage::extracting, at.archive_bytes_read, at.archive_bytes});
    };
    const auto extracted = extract(archive, files, limits, report, stop);
    if (!extracted) return failure(extracted.error());

    const auto pictures = find_pictures(files);
    if (!pictures) return failure(pictures.error());
    const auto people = count_people(*pictures);
    if (!people) return failure(people.error());
    if (*people == 0) {
        return tl::unexpected(ObtainError{
            ObtainError::Kind::refused,
            "the archive from " + wanted.url + " is refused: it holds no folder with pictures of a person",
            0});
    }
    DataSet data_set = wanted;
    data_set.pictures = *pictures;
    data_set.files = extracted->files;
    data_set.bytes = extracted->bytes;
    data_set.people = *people;
    if (auto written = write_data_set(staged->path(), data_set); !written) return failure(written.error());

    if (stop.stop_requested()) return cancelled();
    if (progress) progress({Stage::publishing, 0, std::nullopt});
    if (auto published = staged->publish(folder_of(wanted.digest)); !published)
        return failure(published.error());
    here = find_here(wanted.digest);
    if (!here) return failure(here.error());
    if (*here) return std::move(**here);
    return failure(
        StorageError{folder_of(wanted.digest), "read", EBADMSG, "what was just published is not there"});
}

}  // namespace eigenfaces::service
