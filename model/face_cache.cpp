#include "model/face_cache.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <utility>

#include "model/crc64.hpp"
#include "model/mapped_file.hpp"
#include "model/replacing_file.hpp"

namespace eigenfaces {
namespace {

static_assert(std::endian::native == std::endian::little, "cache files are little-endian and read in place");

constexpr std::array<char, 8> magic = {'E', 'I', 'G', 'F', 'A', 'C', 'E', 'S'};
/// To be counted up as well when faces are found or aligned in another way.
constexpr std::uint32_t version = 1;

/// The layout: this header, `count` records, the paths one after the other, zeros up to a multiple of 64,
/// then the sums of each record.
struct Header {
    std::array<char, 8> magic{};
    std::uint32_t version = 0;
    std::uint32_t features = 0;   ///< sums of a face
    std::uint64_t file_size = 0;  ///< bytes
    std::uint64_t checksum = 0;   ///< CRC-64/XZ of the whole file with this field as 0
    std::uint64_t count = 0;      ///< faces
    std::uint64_t path_bytes = 0;
    std::uint64_t align = 0;  ///< how all of the faces were cut out
    std::uint64_t zeros = 0;
};
static_assert(sizeof(Header) == 64);

struct Record {
    FileIdentity file;
    std::uint64_t path_begin = 0;  ///< in the paths
    std::uint64_t path_size = 0;
};
static_assert(sizeof(Record) == 48);

constexpr std::uint64_t padded(std::uint64_t size) {
    return (size + 63) / 64 * 64;
}

template <typename T>
std::span<const std::byte> bytes_of(const T& value) {
    return std::as_bytes(std::span(&value, 1));
}

std::int64_t nanoseconds(const timespec& time) {
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

std::optional<FileIdentity> identity_of(const std::filesystem::path& path) {
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
    return FileIdentity{static_cast<std::uint64_t>(status.st_size), nanoseconds(status.st_mtim),
                        nanoseconds(status.st_ctim), static_cast<std::uint64_t>(status.st_ino)};
}

FaceCache FaceCache::open(const std::filesystem::path& path, Align align) {
    FaceCache cache;
    const auto useless = [&](const std::string& why) {
        cache.entries_.clear();
        cache.problem_ = path.string() + ": " + why + "; the pictures are decoded again";
        return cache;
    };
    const auto file = MappedFile::open(path);
    if (!file && file.error() == ENOENT) return cache;
    if (!file)
        return useless(file.error() == EINVAL ? "it is empty or not a file" : std::strerror(file.error()));
    const auto bytes = file->bytes();
    Header header;
    if (bytes.size() < sizeof header) return useless("it is cut off");
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.magic != magic) return useless("it is no cache of faces");
    if (header.version != version || header.features != face_features)
        return useless("it is of another version");
    if (header.file_size != bytes.size()) return useless("it is cut off");
    const std::uint64_t checksum = std::exchange(header.checksum, 0);
    if (checksum != crc64(bytes.subspan(sizeof header), crc64(bytes_of(header))))
        return useless("it is damaged");

    if (header.align != static_cast<std::uint64_t>(align)) return cache;

    // A checksum is no signature: sizes are checked before they are used.
    const std::uint64_t limit = bytes.size();
    const std::uint64_t paths_begin = sizeof header + header.count * sizeof(Record);
    const bool plausible = header.count <= limit / sizeof(FaceSums) && header.path_bytes <= limit &&
                           padded(paths_begin + header.path_bytes) + header.count * sizeof(FaceSums) == limit;
    if (!plausible) return useless("it is damaged");
    const std::string_view paths(reinterpret_cast<const char*>(bytes.data() + paths_begin),
                                 static_cast<std::size_t>(header.path_bytes));
    const std::byte* sums = bytes.data() + padded(paths_begin + header.path_bytes);
    for (std::uint64_t i = 0; i < header.count; ++i) {
        Record record;
        std::memcpy(&record, bytes.data() + sizeof header + i * sizeof record, sizeof record);
        if (record.path_begin > paths.size() || record.path_size > paths.size() - record.path_begin)
            return useless("it is damaged");
        const std::string_view name = paths.substr(static_cast<std::size_t>(record.path_begin),
                                                   static_cast<std::size_t>(record.path_size));
        cache.entries_[name] = {record.file,
                                reinterpret_cast<const std::uint16_t*>(sums + i * sizeof(FaceSums))};
    }
    cache.bytes_ = file->shared();
    return cache;
}

const std::uint16_t* FaceCache::find(std::string_view path, const FileIdentity& file) const {
    const auto entry = entries_.find(path);
    return entry != entries_.end() && entry->second.file == file ? entry->second.sums : nullptr;
}

std::vector<CachedFace> FaceCache::valid_in(const std::filesystem::path& folder) const {
    std::vector<CachedFace> valid;
    for (const auto& [path, entry] : entries_) {
        if (identity_of(folder / path) != entry.file) continue;
        valid.push_back({std::string(path), entry.file, {}});
        std::copy_n(entry.sums, face_features, valid.back().sums.begin());
    }
    return valid;
}

std::optional<std::string> write_face_cache(const std::filesystem::path& path, Align align,
                                            std::span<const CachedFace> faces) {
    std::string paths;
    std::vector<Record> records;
    for (const CachedFace& face : faces) {
        records.push_back({face.file, paths.size(), face.path.size()});
        paths += face.path;
    }
    Header header{.magic = magic,
                  .version = version,
                  .features = face_features,
                  .count = faces.size(),
                  .path_bytes = paths.size(),
                  .align = static_cast<std::uint64_t>(align)};
    const std::size_t unpadded = sizeof header + records.size() * sizeof(Record) + paths.size();
    paths.append(static_cast<std::size_t>(padded(unpadded) - unpadded), '\0');
    header.file_size = padded(unpadded) + faces.size() * sizeof(FaceSums);
    std::uint64_t checksum = crc64(bytes_of(header));
    checksum = crc64(std::as_bytes(std::span(records)), checksum);
    checksum = crc64(std::as_bytes(std::span(paths)), checksum);
    for (const CachedFace& face : faces)
        checksum = crc64(std::as_bytes(std::span(face.sums)), checksum);
    header.checksum = checksum;

    ReplacingFile file(path);
    file.write(bytes_of(header));
    file.write(std::as_bytes(std::span(records)));
    file.write(std::as_bytes(std::span(paths)));
    for (const CachedFace& face : faces)
        file.write(std::as_bytes(std::span(face.sums)));
    file.publish();
    // Another training of the same pictures: it stores the same faces.
    if (file.failure() == EWOULDBLOCK) return std::nullopt;
    if (file.failure() != 0) return "can't write " + path.string() + ": " + std::strerror(file.failure());
    return std::nullopt;
}

}  // namespace eigenfaces
