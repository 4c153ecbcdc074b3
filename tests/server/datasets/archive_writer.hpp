#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// One entry as a test wants it in an archive, lawful or not.
struct EntryToWrite {
    enum class Type { file, folder, symlink, hard_link, pipe, character_device };
    std::string path;
    std::string contents;  ///< of a link: where to
    Type type = Type::file;
    std::size_t zeros = 0;  ///< so many zero bytes after the contents
    unsigned int mode = 0644;
};

/// The bytes of an archive, written with libarchive.
std::string tar_gz_of(const std::vector<EntryToWrite>& entries);
std::string zip_of(const std::vector<EntryToWrite>& entries, bool compressed = true);
/// A tar file as written, for what libarchive would not write.
std::string tar_of(const std::vector<EntryToWrite>& entries);
std::string gzip(std::string_view bytes);

/// A small LFW: lfw_funneled/Person_N/Person_N_0001.jpg of pseudo-random bytes.
std::string small_data_set(int people, int pictures, std::size_t picture_bytes = 2000);
