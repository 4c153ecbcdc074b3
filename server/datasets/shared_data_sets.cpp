#include "datasets/shared_data_sets.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <utility>

namespace eigenfaces::service {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t max_record_bytes = std::uint64_t{64} * 1024;
constexpr std::string_view record_suffix = ".json";

ObjectKey folder() {
    return ObjectKey("datasets");
}

ObjectKey record_of(const Sha256& digest) {
    return folder() / (digest.hex() + std::string(record_suffix));
}

ObjectKey archive_of(const Sha256& digest) {
    return folder() / (digest.hex() + ".archive");
}

}  // namespace

ObjectResult<std::optional<DataSet>> SharedDataSets::find(const Sha256& digest) const {
    const auto record = objects_.read(record_of(digest), max_record_bytes);
    if (!record) return tl::unexpected(record.error());
    if (!*record) return std::nullopt;
    auto data_set = parse_data_set((*record)->bytes);
    if (!data_set) {
        return tl::unexpected(ObjectError{ObjectError::Kind::damaged,
                                          record_of(digest).text() + " is damaged: " + data_set.error()});
    }
    return *std::move(data_set);
}

ObjectResult<std::vector<DataSet>> SharedDataSets::list() const {
    const auto names = objects_.names(folder());
    if (!names) return tl::unexpected(names.error());
    std::vector<DataSet> found;
    for (const std::string& name : *names) {
        if (!name.ends_with(record_suffix)) continue;
        const auto digest = Sha256::from_hex(name.substr(0, name.size() - record_suffix.size()));
        if (!digest) continue;
        auto data_set = find(*digest);
        if (!data_set && data_set.error().kind != ObjectError::Kind::damaged)
            return tl::unexpected(data_set.error());
        if (data_set && *data_set) found.push_back(**std::move(data_set));
    }
    return found;
}

ObjectResult<void> SharedDataSets::publish(const DataSet& data_set, const fs::path& folder,
                                           const fs::path& archive, const std::stop_token& stop) const {
    // One that is damaged is replaced.
    const auto there = find(data_set.digest);
    if (!there && there.error().kind != ObjectError::Kind::damaged) return tl::unexpected(there.error());
    if (there && *there) return {};
    // Of two servers that do so at once, both write the same bytes.
    const auto written = objects_.write_file(archive_of(data_set.digest), archive, stop);
    if (!written) return tl::unexpected(written.error());
    const std::string record = data_set_record(data_set, folder);
    const auto recorded = objects_.write(record_of(data_set.digest), std::as_bytes(std::span(record)));
    if (!recorded) return tl::unexpected(recorded.error());
    return {};
}

ObjectResult<bool> SharedDataSets::fetch(const Sha256& digest, const fs::path& file, std::uint64_t max_bytes,
                                         const std::stop_token& stop) const {
    const auto read = objects_.read_file(archive_of(digest), file, max_bytes, stop);
    if (!read) return tl::unexpected(read.error());
    if (!*read) return false;
    const auto arrived = sha256_of_file(file, stop);
    if (!arrived)
        return tl::unexpected(ObjectError{ObjectError::Kind::unavailable, arrived.error().message()});
    if (!*arrived) return tl::unexpected(ObjectError{ObjectError::Kind::stopped, "fetching was stopped"});
    if (**arrived != digest) {
        return tl::unexpected(ObjectError{
            ObjectError::Kind::damaged, archive_of(digest).text() + " has the SHA-256 " + (*arrived)->hex()});
    }
    return true;
}

ObjectResult<bool> SharedDataSets::remove(const Sha256& digest) const {
    auto there = objects_.remove(record_of(digest));
    if (!there) return there;
    if (auto removed = objects_.remove(archive_of(digest)); !removed) return removed;
    return *there;
}

}  // namespace eigenfaces::service
