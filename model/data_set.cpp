#include "model/data_set.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <iterator>
#include <mutex>
#include <numeric>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <thread>
#include <unistd.h>
#include <utility>

#include "model/cluster/shares.hpp"
#include "model/face_cache.hpp"
#include "model/features.hpp"
#include "model/numpy_random.hpp"
#include "model/parallel_for.hpp"
#include "model/sha256.hpp"
#include "model/utf8.hpp"

namespace eigenfaces {
namespace {

namespace fs = std::filesystem;

tl::unexpected<DataSetError> error(DataSetError::Kind kind, std::string message) {
    return tl::unexpected(DataSetError{kind, std::move(message)});
}

/// Names of the entries of a folder, sorted by their bytes, which for UTF-8 is by code points.
std::vector<std::string> sorted_names(const fs::path& folder) {
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

struct Listing {
    std::vector<std::string> names;
    std::vector<std::string> paths;
    std::vector<std::uint32_t> labels;
};

Listing list_people(const fs::path& folder, std::size_t min_faces) {
    Listing listing;
    for (const std::string& person : sorted_names(folder)) {
        if (!fs::is_directory(folder / person)) continue;
        const std::vector<std::string> files = sorted_names(folder / person);
        if (files.size() < std::max<std::size_t>(min_faces, 1)) continue;
        for (const std::string& file : files) {
            listing.paths.push_back((fs::path(person) / file).string());
            listing.labels.push_back(static_cast<std::uint32_t>(listing.names.size()));
        }
        std::string name = person;
        std::replace(name.begin(), name.end(), '_', ' ');
        listing.names.push_back(std::move(name));
    }
    return listing;
}

/// False where the file can't be read.
bool read_file(const fs::path& path, std::vector<std::byte>& bytes) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    const std::streamoff size = file ? static_cast<std::streamoff>(file.tellg()) : -1;
    if (size < 0) return false;
    if (!std::in_range<std::streamsize>(size)) return false;  // with 32 bits
    bytes.resize(static_cast<std::size_t>(size));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
    return file.good();
}

/// Of a file that could not be read. A folder, a pipe or a device is not a file.
DataSetError::Kind reason_for(const fs::path& unread) {
    std::error_code ignored;
    return fs::is_regular_file(unread, ignored) ? DataSetError::Kind::disk : DataSetError::Kind::unreadable;
}

std::string digest_of(const std::vector<std::string>& paths, const std::vector<FaceSums>& sums,
                      const std::vector<std::size_t>& order) {
    Sha256 hash;
    std::vector<std::byte> bytes;
    for (const std::size_t i : order) {
        bytes.clear();
        std::transform(paths[i].begin(), paths[i].end(), std::back_inserter(bytes),
                       [](char c) { return static_cast<std::byte>(c); });
        bytes.push_back(std::byte{0});
        for (const std::uint16_t sum : sums[i]) {
            bytes.push_back(static_cast<std::byte>(sum & 255));
            bytes.push_back(static_cast<std::byte>(sum >> 8));
        }
        hash.update(bytes);
    }
    return "sha256:" + hash.finish();
}

/// With \xHH for bytes that are not ASCII.
std::string escaped(const std::string& name) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            text += c;
        } else {
            text += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return text;
}

struct Faces {
    std::vector<FaceSums> sums;
    /// Of every file before it was read; nothing where the sums came from the cache.
    std::vector<std::optional<FileIdentity>> decoded;
    /// Why a file has no face; empty where it has one.
    std::vector<std::string> left_out;
};

/// The face of a file as the options say.
tl::expected<CutFace, PictureError> cut(std::span<const std::byte> bytes, const DataSetOptions& options) {
    if (options.align != Align::none) return options.cutter(bytes, options.picture_limits);
    auto sums = face_sums(bytes, options.picture_limits);
    if (!sums) return tl::unexpected(sums.error());
    return CutFace{*sums, {}};
}

/// Has the system read the files before they are wanted, so that no decoding thread waits for the disk. What
/// fails here fails again, and is told, where the file is read.
void ask_for_files(const std::stop_token& stop, const fs::path& folder, const std::vector<std::string>& paths,
                   const std::vector<std::size_t>& which) {
    for (const std::size_t index : which) {
        if (stop.stop_requested()) return;
        const int file = ::open((folder / paths[index]).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (file < 0) continue;
        ::posix_fadvise(file, 0, 0, POSIX_FADV_WILLNEED);
        ::close(file);
    }
}

struct DecodingFailure {
    std::size_t index = 0;  ///< of the file in the listing
    DataSetError error;
};

/// Decodes those of this rank's files that the cache does not have. Of several bad files the first by name is
/// told.
tl::expected<Faces, DecodingFailure> decode_share(const fs::path& folder,
                                                  const std::vector<std::string>& paths,
                                                  const DataSetOptions& options, const FaceCache& cache,
                                                  const cluster::Team& team, const Progress& progress,
                                                  const std::stop_token& stop) {
    Faces faces{std::vector<FaceSums>(paths.size()), std::vector<std::optional<FileIdentity>>(paths.size()),
                std::vector<std::string>(paths.size())};
    const std::vector<std::size_t> own = cluster::own_share(paths.size(), team);
    const std::size_t threads = thread_count(options.threads);
    std::vector<std::vector<std::byte>> buffers(threads);
    std::mutex mutex;
    std::size_t done = 0;
    std::atomic<std::size_t> first_bad = paths.size();
    std::optional<DataSetError> failure;
    std::jthread read_ahead;
    if (cache.size() == 0 && threads > 1)
        read_ahead = std::jthread(ask_for_files, folder, std::cref(paths), std::cref(own));
    const auto fail = [&](std::size_t index, DataSetError::Kind kind, std::string message) {
        const std::lock_guard lock(mutex);
        if (index >= first_bad) return;
        first_bad = index;
        failure = DataSetError{kind, std::move(message)};
    };
    // On a machine whose copy of the data lacks a file, or whose disk fails: which one is it?
    const std::string where = team.size() > 1 ? " (rank " + std::to_string(team.rank()) + ")" : "";
    parallel_for(own.size(), threads, [&](std::size_t i, std::size_t worker) {
        const std::size_t index = own[i];
        if (stop.stop_requested() || index > first_bad) return;
        const fs::path path = folder / paths[index];
        const auto identity = identity_of(path);
        if (!identity)
            return fail(index, DataSetError::Kind::unreadable, "can't read " + path.string() + where);
        if (const std::uint16_t* cached = cache.find(paths[index], *identity)) {
            std::copy_n(cached, face_features, faces.sums[index].begin());
        } else {
            if (!read_file(path, buffers[worker]))
                return fail(index, reason_for(path), "can't read " + path.string() + where);
            auto face = cut(buffers[worker], options);
            if (!face) {
                const bool no_memory = face.error().kind == PictureError::Kind::out_of_memory;
                return fail(index,
                            no_memory ? DataSetError::Kind::out_of_memory : DataSetError::Kind::bad_picture,
                            path.string() + ": " + face.error().message);
            }
            faces.decoded[index] = identity;
            if (face->sums) {
                faces.sums[index] = *face->sums;
            } else {
                faces.left_out[index] = std::move(face->reason);
            }
        }
        const std::lock_guard lock(mutex);
        ++done;
        if (progress && done % 16 == 0)
            progress(Stage::load, static_cast<double>(done) / static_cast<double>(own.size()));
    });
    if (failure) return tl::unexpected(DecodingFailure{first_bad, *failure});
    return faces;
}

/// For the ranks of a team: what became of a file.
void put(cluster::Bytes& bytes, const Faces& faces, std::size_t index) {
    cluster::put(bytes, static_cast<std::uint8_t>(faces.decoded[index] ? 1 : 0));
    cluster::put(bytes, faces.decoded[index].value_or(FileIdentity{}));
    cluster::put(bytes, std::string_view(faces.left_out[index]));
    if (faces.left_out[index].empty()) cluster::put(bytes, faces.sums[index]);
}

void take(cluster::ByteReader& reader, Faces& faces, std::size_t index) {
    const bool was_decoded = reader.take<std::uint8_t>() != 0;
    const auto identity = reader.take<FileIdentity>();
    if (was_decoded) faces.decoded[index] = identity;
    faces.left_out[index] = reader.take_text();
    if (faces.left_out[index].empty()) faces.sums[index] = reader.take<FaceSums>();
}

/// All faces by what each rank has read; or the failure that is the first of all, so that it does not depend
/// on who read what.
tl::expected<Faces, DecodingFailure> exchange(tl::expected<Faces, DecodingFailure> own, std::size_t n_files,
                                              cluster::Team& team) {
    cluster::Bytes bytes;
    const std::vector<std::size_t> share = cluster::own_share(n_files, team);
    // Of what is small there are 41 bytes beside each face.
    bytes.reserve(own ? share.size() * (sizeof(FaceSums) + 64) : 0);
    cluster::put(bytes, std::uint64_t{own ? n_files : own.error().index});
    if (own) {
        for (const std::size_t index : share)
            put(bytes, *own, index);
    } else {
        cluster::put(bytes, own.error().error.kind);
        cluster::put(bytes, std::string_view(own.error().error.message));
    }
    const cluster::Gathered all = team.all_gather(std::move(bytes));
    std::optional<DecodingFailure> first;
    for (std::size_t rank = 0; rank < all.n_ranks(); ++rank) {
        cluster::ByteReader reader(all.of(rank));
        const auto index = static_cast<std::size_t>(reader.take<std::uint64_t>());
        if (index >= (first ? first->index : n_files)) continue;
        const auto kind = reader.take<DataSetError::Kind>();
        first = DecodingFailure{index, {kind, reader.take_text()}};
    }
    if (first) return tl::unexpected(*std::move(first));
    for (std::size_t rank = 0; rank < all.n_ranks(); ++rank) {
        cluster::ByteReader reader(all.of(rank));
        reader.take<std::uint64_t>();
        for (std::size_t index = rank; index < n_files; index += team.size())
            take(reader, *own, index);
    }
    return own;
}

/// Every file's face, for every rank.
tl::expected<Faces, DataSetError> decode_all(const fs::path& folder, const std::vector<std::string>& paths,
                                             const DataSetOptions& options, const FaceCache& cache,
                                             cluster::Team& team, const Progress& progress,
                                             const std::stop_token& stop) {
    auto faces = decode_share(folder, paths, options, cache, team, progress, stop);
    if (stop.stop_requested()) return error(DataSetError::Kind::cancelled, "loading was cancelled");
    if (team.size() > 1) faces = exchange(std::move(faces), paths.size(), team);
    if (!faces) return tl::unexpected(std::move(faces.error().error));
    return *std::move(faces);
}

/// A person in none of whose pictures a face was found.
std::optional<DataSetError> person_without_face(const Listing& listing,
                                                const std::vector<std::string>& left_out) {
    std::vector<std::size_t> faces(listing.names.size());
    for (std::size_t i = 0; i < left_out.size(); ++i)
        faces[listing.labels[i]] += left_out[i].empty() ? 1U : 0U;
    const auto person = std::find(faces.begin(), faces.end(), std::size_t{0});
    if (person == faces.end()) return std::nullopt;
    const auto label = static_cast<std::uint32_t>(person - faces.begin());
    const auto first = static_cast<std::size_t>(
        std::find(listing.labels.begin(), listing.labels.end(), label) - listing.labels.begin());
    return DataSetError{DataSetError::Kind::no_faces, "no picture of " + listing.names[label] +
                                                          " shows a face that can be found, such as " +
                                                          listing.paths[first] + ": " + left_out[first]};
}

/// Adds what was decoded to the cache, unless that is nothing.
std::optional<std::string> update_cache(const fs::path& path, Align align, const fs::path& folder,
                                        const FaceCache& cache, const std::vector<std::string>& paths,
                                        const Faces& faces) {
    // A file system's clock ticks slowly: a file that changes again within a tick would look the same.
    const auto settled = std::chrono::system_clock::now() - std::chrono::milliseconds(100);
    const std::int64_t latest =
        std::chrono::duration_cast<std::chrono::nanoseconds>(settled.time_since_epoch()).count();
    std::vector<CachedFace> added;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const auto& file = faces.decoded[i];
        if (file && faces.left_out[i].empty() && std::max(file->modified, file->changed) <= latest)
            added.push_back({paths[i], *file, faces.sums[i]});
    }
    if (added.empty()) return std::nullopt;
    std::vector<CachedFace> all = cache.valid_in(folder);
    all.insert(all.end(), added.begin(), added.end());
    std::sort(all.begin(), all.end(),
              [](const CachedFace& a, const CachedFace& b) { return a.path < b.path; });
    return write_face_cache(path, align, all);
}

/// The files that are to be read.
tl::expected<Listing, DataSetError> checked_listing(const fs::path& folder, const DataSetOptions& options) {
    if (std::error_code ignored; !fs::is_directory(folder, ignored)) {
        return error(DataSetError::Kind::no_such_folder, "there is no folder " + folder.string());
    }
    Listing listing;
    try {
        listing = list_people(folder, options.min_faces_per_person);
    } catch (const fs::filesystem_error& failure) {
        return error(DataSetError::Kind::disk, failure.what());
    }
    if (listing.names.empty()) {
        return error(DataSetError::Kind::no_people, "no folder in " + folder.string() + " has " +
                                                        std::to_string(options.min_faces_per_person) +
                                                        " or more pictures");
    }
    std::set<std::string> names;
    for (const std::string& name : listing.names) {
        if (!is_utf8(name)) {
            return error(DataSetError::Kind::bad_name,
                         "the name of a folder in " + folder.string() + " is not UTF-8: " + escaped(name));
        }
        if (!names.insert(name).second) {
            return error(DataSetError::Kind::same_name,
                         "two folders in " + folder.string() + " are both called " + name + "; rename one");
        }
    }
    return listing;
}

/// The first rank's listing for everyone: so all know the same files, whatever their disks have.
tl::expected<Listing, DataSetError> agreed_listing(const fs::path& folder, const DataSetOptions& options,
                                                   cluster::Team& team) {
    if (team.size() == 1) return checked_listing(folder, options);
    cluster::Bytes bytes;
    if (team.is_first()) {
        auto listing = checked_listing(folder, options);
        if (!listing) return listing;
        cluster::put(bytes, std::uint64_t{listing->names.size()});
        for (const std::string& name : listing->names)
            cluster::put(bytes, std::string_view(name));
        for (std::size_t i = 0; i < listing->paths.size(); ++i) {
            cluster::put(bytes, listing->labels[i]);
            cluster::put(bytes, std::string_view(listing->paths[i]));
        }
    }
    bytes = team.broadcast(std::move(bytes));
    cluster::ByteReader reader(bytes);
    Listing listing;
    for (auto rest = reader.take<std::uint64_t>(); rest > 0; --rest)
        listing.names.push_back(reader.take_text());
    while (!reader.at_end()) {
        listing.labels.push_back(reader.take<std::uint32_t>());
        listing.paths.push_back(reader.take_text());
    }
    return listing;
}

}  // namespace

tl::expected<DataSet, DataSetError> load_data_set(const fs::path& folder, const DataSetOptions& options,
                                                  const Progress& progress, std::stop_token stop) {
    cluster::Alone alone;
    return load_data_set(folder, options, alone, progress, std::move(stop));
}

tl::expected<DataSet, DataSetError> load_data_set(const fs::path& folder, const DataSetOptions& options,
                                                  cluster::Team& team, const Progress& progress,
                                                  std::stop_token stop) {
    auto agreed = agreed_listing(folder, options, team);
    if (!agreed) return tl::unexpected(std::move(agreed.error()));
    Listing& listing = *agreed;
    if (options.refuse) {
        if (auto reason = options.refuse(listing.paths.size(), listing.names.size()))
            return error(DataSetError::Kind::refused, *std::move(reason));
    }
    if (options.align != Align::none && !options.cutter)
        throw std::invalid_argument("faces can't be aligned without a cutter");
    if (progress) progress(Stage::load, 0);
    const FaceCache cache = options.cache ? FaceCache::open(*options.cache, options.align) : FaceCache();
    const auto faces = decode_all(folder, listing.paths, options, cache, team, progress, stop);
    if (!faces) return tl::unexpected(faces.error());
    const std::vector<FaceSums>& sums = faces->sums;
    if (auto faceless = person_without_face(listing, faces->left_out)) return tl::unexpected(*faceless);

    // The samples, by their positions in the listing.
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < listing.paths.size(); ++i) {
        if (faces->left_out[i].empty()) order.push_back(i);
    }
    const std::size_t n_samples = order.size();
    NumpyRandomState(options.shuffle_seed).shuffle(order);

    DataSet data;
    data.cache_problem = cache.problem();
    if (options.cache && team.is_first()) {
        if (auto problem = update_cache(*options.cache, options.align, folder, cache, listing.paths, *faces))
            data.cache_problem = std::move(problem);
    }
    data.n_cached =
        static_cast<std::size_t>(std::count(faces->decoded.begin(), faces->decoded.end(), std::nullopt));
    data.align = options.align;
    data.min_faces_per_person = options.min_faces_per_person;
    data.n_features = face_features;
    data.features.resize(n_samples * face_features);
    if (team.is_first()) data.digest = digest_of(listing.paths, sums, order);
    data.names = std::move(listing.names);
    for (std::size_t i = 0; i < listing.paths.size(); ++i) {
        if (!faces->left_out[i].empty()) data.left_out.push_back({listing.paths[i], faces->left_out[i]});
    }
    for (std::size_t i = 0; i < n_samples; ++i) {
        scale_sums(sums[order[i]], std::span(data.features).subspan(i * face_features, face_features));
        data.labels.push_back(listing.labels[order[i]]);
        data.paths.push_back(std::move(listing.paths[order[i]]));
    }
    if (progress) progress(Stage::load, 1);
    return data;
}

}  // namespace eigenfaces
