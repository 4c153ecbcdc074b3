#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "objects/object_store.hpp"
#include "workspaces/data_set_name.hpp"
#include "workspaces/person_name.hpp"
#include "workspaces/picture_name.hpp"

namespace eigenfaces::service {

/// The data sets that a workspace's users make themselves: pictures of people, by name, as in LFW. On the
/// local file system (FolderDataSets), or in a store that servers share (ObjectDataSets); one test suite
/// holds both to what is written here.
///
/// Each picture is complete or absent. Callers keep changes apart from each other and from trainings
/// (DataSetAccess).
class OwnDataSets {
  public:
    virtual ~OwnDataSets() = default;

    struct Person {
        PersonName name;
        std::size_t pictures = 0;
        std::uint64_t bytes = 0;
    };
    struct Description {
        DataSetName name;
        std::vector<Person> people;  ///< sorted by name of the folder
        std::size_t pictures() const;
        std::uint64_t bytes() const;
    };
    struct Picture {
        PersonName person;
        PictureName name;
        std::uint64_t bytes = 0;
        ObjectTag tag;  ///< tells one content from another
    };
    /// Where a training finds the pictures, in a folder per person, for as long as this lives.
    struct Source {
        std::filesystem::path pictures;
        std::optional<std::filesystem::path> faces;  ///< where it may keep what it decoded of them
        std::shared_ptr<void> hold = {};
    };

    /// False where it is there already.
    virtual ObjectResult<bool> create(const DataSetName& name) const = 0;
    /// Sorted.
    virtual ObjectResult<std::vector<DataSetName>> names() const = 0;
    /// Of all people, sorted by person and name. Nothing where there is no such data set.
    virtual ObjectResult<std::optional<std::vector<Picture>>> pictures(const DataSetName& name) const = 0;
    /// False where there is none.
    virtual ObjectResult<bool> remove(const DataSetName& name) const = 0;
    /// The data set is there.
    virtual ObjectResult<Source> source(const DataSetName& name, const std::stop_token& stop) const = 0;

    /// Sorted by name.
    ObjectResult<std::vector<Description>> list() const;
    /// Nothing where there is none.
    ObjectResult<std::optional<Description>> describe(const DataSetName& name) const;

    /// Of a person, sorted; none where there is no such person.
    virtual ObjectResult<std::vector<PictureName>> pictures_of(const DataSetName& name,
                                                               const PersonName& person) const = 0;
    /// Replaces a picture of the same name. The data set is there.
    virtual ObjectResult<void> store(const DataSetName& name, const PersonName& person,
                                     const PictureName& picture,
                                     std::span<const std::byte> contents) const = 0;
    /// The same for a picture that lies in the data folder, and leaves that place. For many at once, which
    /// flush_pictures() flushes together: before that, they may not survive a power cut.
    virtual ObjectResult<void> adopt(const DataSetName& name, const PersonName& person,
                                     const PictureName& picture, const std::filesystem::path& file) const = 0;
    virtual ObjectResult<void> flush_pictures(const DataSetName& name) const = 0;
    /// In bytes; nothing where there is no such picture.
    virtual ObjectResult<std::optional<std::uint64_t>> size_of(const DataSetName& name,
                                                               const PersonName& person,
                                                               const PictureName& picture) const = 0;
    /// Nothing where there is none.
    virtual ObjectResult<std::optional<std::string>> read(const DataSetName& name, const PersonName& person,
                                                          const PictureName& picture) const = 0;
    /// False where there is none. With the last picture the person is gone, too.
    virtual ObjectResult<bool> remove(const DataSetName& name, const PersonName& person,
                                      const PictureName& picture) const = 0;
    virtual ObjectResult<bool> remove(const DataSetName& name, const PersonName& person) const = 0;

    enum class Renaming { renamed, missing, taken };
    virtual ObjectResult<Renaming> rename(const DataSetName& name, const PersonName& from,
                                          const PersonName& to) const = 0;

  protected:
    /// As upload limits let in.
    static constexpr std::uint64_t largest_picture = std::uint64_t{256} << 20U;
};

}  // namespace eigenfaces::service
