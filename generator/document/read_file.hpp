#pragma once
#include <cstddef>
#include <filesystem>
#include <string>

#include <tl/expected.hpp>

namespace gasworks::generator {

/// Why there is no content.
struct Unreadable {
    std::string why;         ///< as the end of a sentence: "is a folder"
    bool too_large = false;  ///< it is there, and has more bytes than are taken
};

/// A file's content. Of a file with more than `limit` bytes nothing is read; folders, pipes and devices are
/// refused without being opened. Links are followed.
tl::expected<std::string, Unreadable> read_file(const std::filesystem::path& path, std::size_t limit);

}  // namespace gasworks::generator
