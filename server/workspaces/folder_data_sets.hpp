#pragma once
#include <utility>

#include "storage/storage_error.hpp"
#include "workspaces/own_data_sets.hpp"

namespace eigenfaces::service {

/// Data sets of one's own on the local file system:
///
///     FOLDER/NAME/pictures/PERSON/PICTURE   as LFW's: a folder per person
///     FOLDER/NAME/faces                     what a training decoded of them; goes whenever a picture goes
class FolderDataSets final : public OwnDataSets {
  public:
    explicit FolderDataSets(std::filesystem::path folder) : folder_(std::move(folder)) {}

    ObjectResult<bool> create(const DataSetName& name) const override;
    ObjectResult<std::vector<DataSetName>> names() const override;
    ObjectResult<std::optional<std::vector<Picture>>> pictures(const DataSetName& name) const override;
    ObjectResult<bool> remove(const DataSetName& name) const override;
    ObjectResult<Source> source(const DataSetName& name, const std::stop_token& stop) const override;
    ObjectResult<std::vector<PictureName>> pictures_of(const DataSetName& name,
                                                       const PersonName& person) const override;
    ObjectResult<void> store(const DataSetName& name, const PersonName& person, const PictureName& picture,
                             std::span<const std::byte> contents) const override;
    ObjectResult<void> adopt(const DataSetName& name, const PersonName& person, const PictureName& picture,
                             const std::filesystem::path& file) const override;
    ObjectResult<void> flush_pictures(const DataSetName& name) const override;
    ObjectResult<std::optional<std::uint64_t>> size_of(const DataSetName& name, const PersonName& person,
                                                       const PictureName& picture) const override;
    ObjectResult<std::optional<std::string>> read(const DataSetName& name, const PersonName& person,
                                                  const PictureName& picture) const override;
    ObjectResult<bool> remove(const DataSetName& name, const PersonName& person,
                              const PictureName& picture) const override;
    ObjectResult<bool> remove(const DataSetName& name, const PersonName& person) const override;
    /// In one step.
    ObjectResult<Renaming> rename(const DataSetName& name, const PersonName& from,
                                  const PersonName& to) const override;

    /// Removes what a killed process left half-written.
    StorageResult<void> sweep() const;

  private:
    std::filesystem::path pictures_folder(const DataSetName& name) const {
        return folder_ / name.text() / "pictures";
    }
    std::filesystem::path faces(const DataSetName& name) const { return folder_ / name.text() / "faces"; }
    std::filesystem::path folder_of(const DataSetName& name, const PersonName& person) const {
        return pictures_folder(name) / person.folder();
    }
    ObjectResult<void> forget_faces(const DataSetName& name) const;

    std::filesystem::path folder_;
};

}  // namespace eigenfaces::service
