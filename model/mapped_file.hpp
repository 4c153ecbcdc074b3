#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

#include <tl/expected.hpp>

namespace eigenfaces {

/// The bytes of a file, mapped for reading; copies share them. The file must be replaced by rename, never
/// written in place, while it is mapped.
class MappedFile {
  public:
    /// \return or why not: an errno value. EINVAL for what is not a regular file, and for an empty one.
    static tl::expected<MappedFile, int> open(const std::filesystem::path& path);

    std::span<const std::byte> bytes() const { return {bytes_.get(), size_}; }
    const std::shared_ptr<const std::byte>& shared() const { return bytes_; }

  private:
    std::shared_ptr<const std::byte> bytes_;
    std::size_t size_ = 0;
};

}  // namespace eigenfaces
