#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "operations/data_set_change.hpp"
#include "operations/data_set_failure.hpp"
#include "operations/learnable_picture.hpp"
#include "operations/limits.hpp"

namespace eigenfaces::service {

/// Stores pictures that were looked at in a data set, within the operator's limits. While it lives, nobody
/// else changes the workspace's data sets, and no training begins to read them. Throws when the disk fails.
class PictureStoring {
  public:
    /// `limits` outlive this object.
    static DataSetResult<PictureStoring> begin(State& state, const Limits& limits,
                                               const WorkspaceId& workspace, std::string_view data_set);

    // Both replace a picture of the same name that was there before, and refuse a second one of this storing:
    // it would be lost unseen. `result` is of a picture without a problem, and tells what became of it.

    void store(const PersonName& person, std::span<const std::byte> contents, Enrolled& result);
    /// Takes a file away that lies in the data folder and is on the device; flush() comes after the last one.
    void adopt(const PersonName& person, const std::filesystem::path& file, std::uint64_t bytes,
               Enrolled& result);
    void flush() const;

  private:
    PictureStoring(Changing changing, const Limits& limits, std::size_t pictures, std::uint64_t bytes)
        : changing_(std::move(changing)), limits_(limits), pictures_(pictures), bytes_(bytes) {}

    /// \param put (PictureName) -> StorageResult<void>
    template <class Put>
    void add(const PersonName& person, std::uint64_t bytes, Enrolled& result, const Put& put);

    Changing changing_;
    const Limits& limits_;
    std::size_t pictures_;  ///< in the data set
    std::uint64_t bytes_;   ///< of these
    std::set<std::pair<PersonName, PictureName>> stored_;
};

}  // namespace eigenfaces::service
