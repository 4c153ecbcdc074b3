#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include <tl/expected.hpp>

#include "datasets/extraction_error.hpp"

namespace eigenfaces::service {

struct ArchiveEntry {
    enum class Type { file, folder, symlink, hard_link, other };
    std::string path;  ///< as the archive has it
    Type type = Type::file;
    std::optional<std::uint64_t> size;  ///< as the archive says
};

/// The entries of a tar.gz or zip archive, one after the other. No other format or compression is recognised,
/// so that no other decoder is within reach of a hostile file.
class ArchiveReader {
  public:
    /// `max_unpacked_bytes` is how much may come out of a tar.gz, with the headers and padding of tar.
    static tl::expected<ArchiveReader, ExtractionError> open(const std::filesystem::path& archive_path,
                                                             std::uint64_t max_unpacked_bytes,
                                                             std::stop_token stop);
    ArchiveReader(const ArchiveReader&) = delete;
    ArchiveReader& operator=(const ArchiveReader&) = delete;
    ArchiveReader(ArchiveReader&& other) noexcept;
    ArchiveReader& operator=(ArchiveReader&& other) = delete;
    ~ArchiveReader();

    /// Nothing after the last one, once the rest of the archive has been read and its checksum was right.
    tl::expected<std::optional<ArchiveEntry>, ExtractionError> next();

    /// The next bytes of the current entry, valid until the next call; none at its end.
    tl::expected<std::span<const std::byte>, ExtractionError> read();

    std::uint64_t archive_bytes() const;
    std::uint64_t archive_bytes_read() const;

  private:
    struct State;
    explicit ArchiveReader(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace eigenfaces::service
