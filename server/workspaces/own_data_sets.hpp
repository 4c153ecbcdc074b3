#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/storage_error.hpp"
#include "workspaces/person_name.hpp"
#include "workspaces/picture_name.hpp"

namespace eigenfaces::service {

/// The name of a data set of one's own: as that of a workspace, always the name of one folder.
class DataSetName {
  public:
    /// 1 to 64 of [A-Za-z0-9._-], but not beginning with '.'.
    static std::optional<DataSetName> parse(std::string_view text);

    const std::string& text() const { return text_; }
    auto operator<=>(const DataSetName&) const = default;

  private:
    explicit DataSetName(std::string_view text) : text_(text) {}
    std::string text_;
};

/// The data sets that a workspace's users make themselves:
///
///     FOLDER/NAME/pictures/PERSON/PICTURE   as LFW's: a folder per person
///     FOLDER/NAME/faces                     what a training decoded of them; goes whenever a picture goes
///
/// Each picture is complete or absent. Callers keep changes apart from trainings (DataSetAccess).
class OwnDataSets {
  public:
    explicit OwnDataSets(std::filesystem::path folder) : folder_(std::move(folder)) {}

    struct Person {
        PersonName name;
        std::size_t pictures = 0;
        std::uint64_t bytes = 0;
    };
    struct Description {
        DataSetName name;
        std::vector<Person> people;  ///< sorted by name
        std::size_t pictures() const;
        std::uint64_t bytes() const;
    };

    /// Where a training finds the pictures, and where it may keep what it decoded.
    std::filesystem::path pictures(const DataSetName& name) const {
        return folder_ / name.text() / "pictures";
    }
    std::filesystem::path faces(const DataSetName& name) const { return folder_ / name.text() / "faces"; }

    /// False where it is there already.
    StorageResult<bool> create(const DataSetName& name) const;
    /// Sorted by name.
    StorageResult<std::vector<Description>> list() const;
    /// Nothing where there is none.
    StorageResult<std::optional<Description>> describe(const DataSetName& name) const;
    /// False where there is none.
    StorageResult<bool> remove(const DataSetName& name) const;

    /// Of a person, sorted; none where there is no such person.
    StorageResult<std::vector<PictureName>> pictures_of(const DataSetName& name,
                                                        const PersonName& person) const;
    /// Replaces a picture of the same name. The data set is there.
    StorageResult<void> store(const DataSetName& name, const PersonName& person, const PictureName& picture,
                              std::span<const std::byte> contents) const;
    /// The same for a picture that lies elsewhere in the same file system, and leaves that place. For many at
    /// once, which flush_pictures() flushes together: before that, they may not survive a power cut.
    StorageResult<void> adopt(const DataSetName& name, const PersonName& person, const PictureName& picture,
                              const std::filesystem::path& file) const;
    StorageResult<void> flush_pictures(const DataSetName& name) const;
    /// In bytes; nothing where there is no such picture.
    std::optional<std::uint64_t> size_of(const DataSetName& name, const PersonName& person,
                                         const PictureName& picture) const;
    /// ENOENT where there is none.
    StorageResult<std::string> read(const DataSetName& name, const PersonName& person,
                                    const PictureName& picture) const;
    /// False where there is none. With the last picture the person is gone, too.
    StorageResult<bool> remove(const DataSetName& name, const PersonName& person,
                               const PictureName& picture) const;
    StorageResult<bool> remove(const DataSetName& name, const PersonName& person) const;

    enum class Renaming { renamed, missing, taken };
    StorageResult<Renaming> rename(const DataSetName& name, const PersonName& from,
                                   const PersonName& to) const;

    /// Removes what a killed process left half-written.
    StorageResult<void> sweep() const;

  private:
    std::filesystem::path folder_of(const DataSetName& name, const PersonName& person) const {
        return pictures(name) / person.folder();
    }
    StorageResult<void> forget_faces(const DataSetName& name) const;

    std::filesystem::path folder_;
};

}  // namespace eigenfaces::service
