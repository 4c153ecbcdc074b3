#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace eigenfaces {

/// Writes a file of which readers see the old contents or all of the new ones.
///
/// What is written goes to PATH.partial, which has one writer at a time, in whatever process. A killed writer
/// leaves it behind; the next one takes it over. Not flushed to the device: after a power cut the file may be
/// cut off, so that its format must tell.
class ReplacingFile {
  public:
    explicit ReplacingFile(std::filesystem::path path);
    /// Removes what was not published.
    ~ReplacingFile();
    ReplacingFile(const ReplacingFile&) = delete;
    ReplacingFile& operator=(const ReplacingFile&) = delete;

    void write(std::span<const std::byte> bytes);
    /// Gives the file its name, if all went well.
    void publish();

    /// The errno value of what failed first; 0 so far. EWOULDBLOCK: somebody else is writing.
    int failure() const { return failure_; }

  private:
    bool open();

    std::filesystem::path path_;
    std::string partial_;
    int descriptor_ = -1;
    int failure_ = 0;
};

}  // namespace eigenfaces
