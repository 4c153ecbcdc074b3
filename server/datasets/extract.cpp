#include "datasets/extract.hpp"

#include <cerrno>
#include <limits>
#include <string>
#include <utility>

#include "datasets/archive_entry_name.hpp"
#include "datasets/archive_reader.hpp"
#include "datasets/tree_writer.hpp"
#include "storage/remove_tree.hpp"

namespace eigenfaces::service {
namespace {

using Kind = ExtractionError::Kind;
using Failure = tl::unexpected<ExtractionError>;

Failure disk_failure(const StorageError& error) {
    return Failure(ExtractionError{is_out_of_space(error) ? Kind::no_space : Kind::disk, error.message()});
}

Failure refused(const std::string& path, const std::string& rule) {
    return Failure(
        ExtractionError{Kind::refused, "the archive is refused: " + quoted_name(path) + ' ' + rule});
}

/// Room for tar's headers and padding beside the entries' own bytes.
std::uint64_t unpacked_limit(const ExtractionLimits& limits) {
    constexpr std::uint64_t per_entry = 4096;
    constexpr std::uint64_t per_archive = std::uint64_t{1} << 20U;
    constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
    if (limits.max_entries > (largest - per_archive) / per_entry) return largest;
    const std::uint64_t around = limits.max_entries * per_entry + per_archive;
    return limits.max_total_bytes > largest - around ? largest : limits.max_total_bytes + around;
}

class Extraction {
  public:
    Extraction(ArchiveReader reader, TreeWriter writer, const ExtractionLimits& limits,
               const std::function<void(const ExtractionProgress&)>& progress)
        : reader_(std::move(reader)), writer_(std::move(writer)), limits_(limits), progress_(progress) {}

    tl::expected<Extracted, ExtractionError> run() {
        for (;;) {
            auto entry = reader_.next();
            if (!entry) return Failure(std::move(entry.error()));
            if (!*entry) return extracted_;
            if (entries_ == limits_.max_entries) {
                return too_large("has more than " + std::to_string(limits_.max_entries) + " entries");
            }
            if (auto done = add(**entry); !done) return Failure(std::move(done.error()));
            ++entries_;
            report();
        }
    }

  private:
    static Failure too_large(const std::string& what) {
        return Failure(ExtractionError{Kind::too_large, "the archive " + what});
    }

    tl::expected<void, ExtractionError> add(const ArchiveEntry& entry) {
        const auto components = entry_components(entry.path, limits_.max_depth);
        if (!components) return refused(entry.path, components.error());
        switch (entry.type) {
            case ArchiveEntry::Type::file:
                return add_file(entry, *components);
            case ArchiveEntry::Type::folder:
                return add_folder(entry, *components);
            case ArchiveEntry::Type::symlink:
                return refused(entry.path, "is a symbolic link");
            case ArchiveEntry::Type::hard_link:
                return refused(entry.path, "is a hard link");
            case ArchiveEntry::Type::other:
                break;
        }
        return refused(entry.path, "is neither a file nor a folder");
    }

    tl::expected<void, ExtractionError> add_folder(const ArchiveEntry& entry,
                                                   const std::vector<std::string>& components) {
        const auto made = writer_.make_folder(components);
        if (!made) return failure_to_create(entry, made.error());
        return {};
    }

    tl::expected<void, ExtractionError> add_file(const ArchiveEntry& entry,
                                                 const std::vector<std::string>& components) {
        if (components.empty()) return refused(entry.path, "has no name");
        if (auto allowed = check_size(entry, entry.size.value_or(0)); !allowed) return allowed;
        auto file = writer_.create_file(components);
        if (!file) return failure_to_create(entry, file.error());
        for (std::uint64_t size = 0;;) {
            const auto bytes = reader_.read();
            if (!bytes) return Failure(bytes.error());
            if (bytes->empty()) break;
            if (auto allowed = check_size(entry, size + bytes->size(), bytes->size()); !allowed)
                return allowed;
            if (auto written = write_all(*file, *bytes, entry.path); !written) {
                return disk_failure(written.error());
            }
            size += bytes->size();
            extracted_.bytes += bytes->size();
            report();
        }
        if (!file->close()) return disk_failure(system_error("write", entry.path));
        ++extracted_.files;
        return {};
    }

    /// `size` bytes of the entry, of which `new_bytes` are not yet in the total.
    tl::expected<void, ExtractionError> check_size(
        const ArchiveEntry& entry, std::uint64_t size,
        std::optional<std::uint64_t> new_bytes = std::nullopt) const {
        if (size > limits_.max_entry_bytes) {
            return too_large("has an entry of more than " + std::to_string(limits_.max_entry_bytes) +
                             " bytes: " + quoted_name(entry.path));
        }
        if (new_bytes.value_or(size) > limits_.max_total_bytes - extracted_.bytes) {
            return too_large("unpacks to more than " + std::to_string(limits_.max_total_bytes) + " bytes");
        }
        return {};
    }

    static Failure failure_to_create(const ArchiveEntry& entry, const StorageError& error) {
        switch (error.error_number) {
            case EEXIST:
            case EISDIR:
            case ENOTDIR:
            case ELOOP:
                return refused(entry.path, "has a path that another entry has taken");
            case ENAMETOOLONG:
                return refused(entry.path, "has a name that is too long");
            default:
                return disk_failure(error);
        }
    }

    void report() const {
        if (!progress_) return;
        progress_({entries_, extracted_.bytes, reader_.archive_bytes_read(), reader_.archive_bytes()});
    }

    ArchiveReader reader_;
    TreeWriter writer_;
    const ExtractionLimits& limits_;
    const std::function<void(const ExtractionProgress&)>& progress_;
    std::uint64_t entries_ = 0;
    Extracted extracted_;
};

}  // namespace

tl::expected<Extracted, ExtractionError> extract(
    const std::filesystem::path& archive, const std::filesystem::path& folder, const ExtractionLimits& limits,
    const std::function<void(const ExtractionProgress&)>& progress, std::stop_token stop) {
    auto reader = ArchiveReader::open(archive, unpacked_limit(limits), std::move(stop));
    if (!reader) return Failure(std::move(reader.error()));
    auto writer = TreeWriter::create(folder);
    if (!writer) return disk_failure(writer.error());
    auto extracted = Extraction(std::move(*reader), std::move(*writer), limits, progress).run();
    if (!extracted) {
        if (const auto removed = remove_tree(folder); !removed) {
            extracted.error().detail += "; " + removed.error().message();
        }
    }
    return extracted;
}

}  // namespace eigenfaces::service
