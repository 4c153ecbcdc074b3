#include "datasets/archive_reader.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <new>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

#include "datasets/archive_entry_name.hpp"
#include "datasets/gzip_reader.hpp"
#include "storage/descriptor.hpp"

namespace eigenfaces::service {
namespace {

using Kind = ExtractionError::Kind;

struct FreeArchive {
    void operator()(archive* opened) const { archive_read_free(opened); }
};

constexpr std::size_t block_size = std::size_t{64} * 1024;

ExtractionError cancelled() {
    return {Kind::cancelled, "the extraction was cancelled"};
}

ArchiveEntry::Type type_of(archive_entry* entry) {
    // A hard link has the type of a file.
    if (archive_entry_hardlink(entry) != nullptr || archive_entry_hardlink_utf8(entry) != nullptr) {
        return ArchiveEntry::Type::hard_link;
    }
    switch (archive_entry_filetype(entry)) {
        case AE_IFREG:
            return ArchiveEntry::Type::file;
        case AE_IFDIR:
            return ArchiveEntry::Type::folder;
        case AE_IFLNK:
            return ArchiveEntry::Type::symlink;
        default:
            return ArchiveEntry::Type::other;
    }
}

std::string path_of(archive_entry* entry) {
    // Which of the two libarchive has depends on the format and on the locale.
    if (const char* path = archive_entry_pathname(entry)) return path;
    if (const char* path = archive_entry_pathname_utf8(entry)) return path;
    return {};
}

}  // namespace

struct ArchiveReader::State {
    Descriptor file;
    std::uint64_t size = 0;
    std::uint64_t max_unpacked_bytes = 0;
    std::stop_token stop;
    std::optional<GzipReader> gzip;          ///< for a tar.gz
    std::optional<ExtractionError> failure;  ///< of the gzip stream: more exact than libarchive's
    std::unique_ptr<archive, FreeArchive> reader;
    std::vector<std::byte> block = std::vector<std::byte>(block_size);
    std::string current;  ///< the entry, for messages

    /// The next bytes of the tar file.
    tl::expected<std::span<const std::byte>, ExtractionError> unpack() {
        if (stop.stop_requested()) return tl::unexpected(cancelled());
        auto bytes = gzip->next();
        if (bytes && gzip->bytes() > max_unpacked_bytes) {
            return tl::unexpected(ExtractionError{
                Kind::too_large,
                "the archive unpacks to more than " + std::to_string(max_unpacked_bytes) + " bytes"});
        }
        return bytes;
    }

    ExtractionError libarchive_failure() const {
        if (failure) return *failure;
        const char* reason = archive_error_string(reader.get());
        std::string detail =
            current.empty() ? "the archive is damaged" : quoted_name(current) + " is damaged";
        if (reason != nullptr) detail += std::string(": ") + reason;
        return {Kind::damaged, std::move(detail)};
    }

    static la_ssize_t read_callback(archive* reader, void* user, const void** buffer) {
        State& state = *static_cast<State*>(user);
        try {
            const auto bytes = state.unpack();
            if (bytes) {
                *buffer = bytes->data();
                return static_cast<la_ssize_t>(bytes->size());
            }
            state.failure = bytes.error();
        } catch (const std::bad_alloc&) {  // no exception may cross libarchive's frames
            state.failure = ExtractionError{Kind::disk, "out of memory"};
        }
        archive_set_error(reader, EIO, "%s", state.failure->detail.c_str());
        return ARCHIVE_FATAL;
    }
};

ArchiveReader::ArchiveReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ArchiveReader::ArchiveReader(ArchiveReader&& other) noexcept = default;
ArchiveReader::~ArchiveReader() = default;

tl::expected<ArchiveReader, ExtractionError> ArchiveReader::open(const std::filesystem::path& archive_path,
                                                                 std::uint64_t max_unpacked_bytes,
                                                                 std::stop_token stop) {
    const auto disk_error = [&] {
        return tl::unexpected(ExtractionError{Kind::disk, system_error("read", archive_path).message()});
    };
    auto state = std::make_unique<State>();
    state->max_unpacked_bytes = max_unpacked_bytes;
    state->stop = std::move(stop);
    state->file = Descriptor(::open(archive_path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!state->file) return disk_error();
    struct stat status = {};
    if (::fstat(state->file.get(), &status) != 0) return disk_error();
    state->size = static_cast<std::uint64_t>(status.st_size);
    std::array<char, 2> magic{};
    const ssize_t count = ::pread(state->file.get(), magic.data(), magic.size(), 0);
    if (count < 0) return disk_error();
    const std::string_view start(magic.data(), static_cast<std::size_t>(count));

    state->reader.reset(archive_read_new());
    archive* const reader = state->reader.get();
    if (reader == nullptr) throw std::bad_alloc();
    int code = ARCHIVE_OK;
    if (start == "\x1f\x8b") {
        state->gzip.emplace(state->file.get());
        archive_read_support_format_tar(reader);
        code = archive_read_open(reader, state.get(), nullptr, &State::read_callback, nullptr);
    } else if (start == "PK") {
        archive_read_support_format_zip_seekable(reader);
        code = archive_read_open_fd(reader, state->file.get(), block_size);
    } else {
        return tl::unexpected(
            ExtractionError{Kind::damaged, "the file is neither a tar.gz nor a zip archive"});
    }
    if (code != ARCHIVE_OK) return tl::unexpected(state->libarchive_failure());
    return ArchiveReader(std::move(state));
}

tl::expected<std::optional<ArchiveEntry>, ExtractionError> ArchiveReader::next() {
    if (state_->stop.stop_requested()) return tl::unexpected(cancelled());
    state_->current.clear();
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(state_->reader.get(), &entry);
    if (code == ARCHIVE_EOF) {
        while (state_->gzip) {
            const auto rest = state_->unpack();
            if (!rest) return tl::unexpected(rest.error());
            if (rest->empty()) break;
        }
        return std::nullopt;
    }
    // A warning is about what is not used here (times, attributes) or about a name, which is judged by its
    // bytes.
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return tl::unexpected(state_->libarchive_failure());
    ArchiveEntry found{path_of(entry), type_of(entry), std::nullopt};
    if (archive_entry_size_is_set(entry) != 0 && archive_entry_size(entry) >= 0) {
        found.size = static_cast<std::uint64_t>(archive_entry_size(entry));
    }
    state_->current = found.path;
    return found;
}

tl::expected<std::span<const std::byte>, ExtractionError> ArchiveReader::read() {
    if (state_->stop.stop_requested()) return tl::unexpected(cancelled());
    const la_ssize_t count =
        archive_read_data(state_->reader.get(), state_->block.data(), state_->block.size());
    if (count < 0) return tl::unexpected(state_->libarchive_failure());
    return std::span(state_->block).first(static_cast<std::size_t>(count));
}

std::uint64_t ArchiveReader::archive_bytes() const {
    return state_->size;
}

std::uint64_t ArchiveReader::archive_bytes_read() const {
    if (state_->gzip) return state_->gzip->compressed_bytes();
    return static_cast<std::uint64_t>(
        std::max<la_int64_t>(0, archive_filter_bytes(state_->reader.get(), -1)));
}

}  // namespace eigenfaces::service
