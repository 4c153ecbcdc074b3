#pragma once
#include <utility>

#include "workspaces/own_data_sets.hpp"

namespace eigenfaces::service {

/// Data sets of one's own in a store that servers share:
///
///     FOLDER/NAME/data_set.json             the data set is there
///     FOLDER/NAME/pictures/PERSON/PICTURE
///
/// A training has them brought to its server, for as long as it takes.
class ObjectDataSets final : public OwnDataSets {
  public:
    /// `objects` outlives this object. `scratch`: a folder that exists, for what is brought here.
    ObjectDataSets(ObjectStore& objects, ObjectKey folder, std::filesystem::path scratch)
        : objects_(objects), folder_(std::move(folder)), scratch_(std::move(scratch)) {}

    ObjectResult<bool> create(const DataSetName& name) const override;
    ObjectResult<std::vector<DataSetName>> names() const override;
    ObjectResult<std::optional<std::vector<Picture>>> pictures(const DataSetName& name) const override;
    /// From the first moment nobody finds it; its pictures go one after the other.
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
    /// Picture after picture, the old ones last: where this ends half-way, none is lost, and some are both
    /// people's.
    ObjectResult<Renaming> rename(const DataSetName& name, const PersonName& from,
                                  const PersonName& to) const override;

  private:
    ObjectKey record_of(const DataSetName& name) const { return folder_ / name.text() / "data_set.json"; }
    ObjectKey pictures_key(const DataSetName& name) const { return folder_ / name.text() / "pictures"; }
    ObjectKey key_of(const DataSetName& name, const PersonName& person) const {
        return pictures_key(name) / person.folder();
    }
    ObjectResult<std::vector<Picture>> stored(const DataSetName& name) const;

    ObjectStore& objects_;
    const ObjectKey folder_;
    const std::filesystem::path scratch_;
};

}  // namespace eigenfaces::service
