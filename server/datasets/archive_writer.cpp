#include "datasets/archive_writer.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "storage/descriptor.hpp"
#include "storage/temporary_name.hpp"

namespace eigenfaces::service {

namespace {

namespace fs = std::filesystem;

struct FreeWriter {
    void operator()(archive* writer) const { archive_write_free(writer); }
};
struct FreeEntry {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

/// Unmaps what it keeps.
class Mapping {
  public:
    Mapping(void* begin, std::size_t size) : begin_(begin), size_(size) {}
    ~Mapping() { ::munmap(begin_, size_); }
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;

  private:
    void* begin_;
    std::size_t size_;
};

/// A file that has no name any more.
StorageResult<Descriptor> nameless_file(const fs::path& folder) {
    const fs::path path = folder / temporary_name();
    Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file) return tl::unexpected(system_error("create", path));
    if (::unlink(path.c_str()) != 0) return tl::unexpected(system_error("remove", path));
    return file;
}

}  // namespace

struct ArchiveWriter::State {
    Descriptor file;
    fs::path folder;
    std::unique_ptr<archive, FreeWriter> writer;

    /// libarchive tells the system's error number where there is one.
    auto failure() const {
        const int number = archive_errno(writer.get());
        return tl::unexpected(system_error("write an archive in", folder, number > 0 ? number : EIO));
    }
    StorageResult<void> add(const std::string& path, mode_t type, std::span<const std::byte> contents) const {
        const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
        archive_entry_set_pathname(entry.get(), path.c_str());
        archive_entry_set_filetype(entry.get(), type);
        archive_entry_set_perm(entry.get(), type == S_IFDIR ? 0755 : 0644);
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(contents.size()));
        archive_entry_set_mtime(entry.get(), 0, 0);
        if (archive_write_header(writer.get(), entry.get()) != ARCHIVE_OK) return failure();
        if (contents.empty()) return {};
        const la_ssize_t written = archive_write_data(writer.get(), contents.data(), contents.size());
        if (written != static_cast<la_ssize_t>(contents.size())) return failure();
        return {};
    }
};

ArchiveWriter::ArchiveWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
ArchiveWriter::ArchiveWriter(ArchiveWriter&& other) noexcept = default;
ArchiveWriter::~ArchiveWriter() = default;

StorageResult<ArchiveWriter> ArchiveWriter::create(const fs::path& folder) {
    auto file = nameless_file(folder);
    if (!file) return tl::unexpected(file.error());
    auto state = std::make_unique<State>(State{*std::move(file), folder, {}});
    state->writer.reset(archive_write_new());
    archive* writer = state->writer.get();
    // Pictures are compressed already, and what is left are the headers. The time in gzip's header would
    // differ.
    // GNU's tar has names as they are; for pax, libarchive converts them from the locale's character set,
    // which a server has no use for, and where it can't, the writer crashes.
    const bool ready =
        archive_write_set_format_gnutar(writer) == ARCHIVE_OK &&
        archive_write_add_filter_gzip(writer) == ARCHIVE_OK &&
        archive_write_set_options(writer, "gzip:compression-level=0,gzip:!timestamp") == ARCHIVE_OK &&
        archive_write_open_fd(writer, state->file.get()) == ARCHIVE_OK;
    if (!ready) return state->failure();
    return ArchiveWriter(std::move(state));
}

StorageResult<void> ArchiveWriter::add_folder(const std::string& path) {
    return state_->add(path + '/', S_IFDIR, {});
}

StorageResult<void> ArchiveWriter::add_file(const std::string& path, std::span<const std::byte> contents) {
    return state_->add(path, S_IFREG, contents);
}

StorageResult<Archive> ArchiveWriter::finish() && {
    if (archive_write_close(state_->writer.get()) != ARCHIVE_OK) return state_->failure();
    struct stat status {};
    if (::fstat(state_->file.get(), &status) != 0)
        return tl::unexpected(system_error("look at an archive in", state_->folder));
    if (!std::in_range<std::size_t>(status.st_size))  // with 32 bits
        return tl::unexpected(system_error("map an archive in", state_->folder, EFBIG));
    const auto size = static_cast<std::size_t>(status.st_size);
    void* begin = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, state_->file.get(), 0);
    if (begin == MAP_FAILED) return tl::unexpected(system_error("map an archive in", state_->folder));
    return Archive{std::make_shared<const Mapping>(begin, size), {static_cast<const char*>(begin), size}};
}

}  // namespace eigenfaces::service
