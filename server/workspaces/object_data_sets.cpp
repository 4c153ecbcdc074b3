#include "workspaces/object_data_sets.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "storage/remove_tree.hpp"
#include "workspaces/fetched_pictures.hpp"

namespace eigenfaces::service {

namespace {

constexpr std::string_view record = "{}\n";

/// "PERSON/PICTURE", below a data set's pictures.
std::optional<std::pair<PersonName, PictureName>> names_in(std::string_view path) {
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    auto person = PersonName::from_client(path.substr(0, slash));
    auto picture = PictureName::from_client(path.substr(slash + 1));
    if (!person || person->folder() != path.substr(0, slash)) return std::nullopt;
    if (!picture || picture->text() != path.substr(slash + 1)) return std::nullopt;
    return std::pair(*std::move(person), *std::move(picture));
}

template <typename T>
ObjectResult<void> without_value(const ObjectResult<T>& result) {
    if (!result) return tl::unexpected(result.error());
    return {};
}

}  // namespace

ObjectResult<bool> ObjectDataSets::create(const DataSetName& name) const {
    const auto there = objects_.describe(record_of(name));
    if (!there) return tl::unexpected(there.error());
    if (*there) return false;
    // What a removal that was interrupted left of another data set of this name.
    if (auto removed = objects_.remove_all(pictures_key(name)); !removed)
        return tl::unexpected(removed.error());
    const auto written = objects_.write_new(record_of(name), std::as_bytes(std::span(record)));
    if (!written) return tl::unexpected(written.error());
    return written->has_value();
}

ObjectResult<std::vector<DataSetName>> ObjectDataSets::names() const {
    const auto folders = objects_.folders(folder_);
    if (!folders) return tl::unexpected(folders.error());
    std::vector<DataSetName> found;
    for (const std::string& text : *folders) {
        auto name = DataSetName::parse(text);
        if (!name) continue;
        const auto there = objects_.describe(record_of(*name));
        if (!there) return tl::unexpected(there.error());
        if (*there) found.push_back(*std::move(name));
    }
    return found;
}

ObjectResult<std::vector<OwnDataSets::Picture>> ObjectDataSets::stored(const DataSetName& name) const {
    const ObjectKey folder = pictures_key(name);
    const auto objects = objects_.list(folder);
    if (!objects) return tl::unexpected(objects.error());
    std::vector<Picture> found;
    for (const ObjectInfo& object : *objects) {
        auto names = names_in(std::string_view(object.key.text()).substr(folder.text().size() + 1));
        if (!names) continue;  // not one of ours
        found.push_back({std::move(names->first), std::move(names->second), object.bytes, object.tag});
    }
    // Keys are in another order: "Ada-B/1" comes before "Ada/1".
    std::sort(found.begin(), found.end(), [](const Picture& left, const Picture& right) {
        return std::forward_as_tuple(left.person.folder(), left.name.text()) <
               std::forward_as_tuple(right.person.folder(), right.name.text());
    });
    return found;
}

ObjectResult<std::optional<std::vector<OwnDataSets::Picture>>> ObjectDataSets::pictures(
    const DataSetName& name) const {
    const auto there = objects_.describe(record_of(name));
    if (!there) return tl::unexpected(there.error());
    if (!*there) return std::nullopt;
    auto found = stored(name);
    if (!found) return tl::unexpected(found.error());
    return *std::move(found);
}

ObjectResult<bool> ObjectDataSets::remove(const DataSetName& name) const {
    auto there = objects_.remove(record_of(name));
    if (!there) return there;
    if (auto removed = objects_.remove_all(folder_ / name.text()); !removed)
        return tl::unexpected(removed.error());
    return *there;
}

ObjectResult<OwnDataSets::Source> ObjectDataSets::source(const DataSetName& name,
                                                         const std::stop_token& stop) const {
    const auto pictures = stored(name);
    if (!pictures) return tl::unexpected(pictures.error());
    std::vector<PictureToFetch> wanted;
    for (const Picture& picture : *pictures) {
        wanted.push_back({picture.person.folder() + '/' + picture.name.text(),
                          key_of(name, picture.person) / picture.name.text()});
    }
    auto fetched = FetchedPictures::fetch(objects_, wanted, scratch_, stop);
    if (!fetched) return tl::unexpected(fetched.error());
    auto hold = std::make_shared<FetchedPictures>(*std::move(fetched));
    const std::filesystem::path folder = hold->folder();
    return Source{folder, {}, std::move(hold)};
}

ObjectResult<std::vector<PictureName>> ObjectDataSets::pictures_of(const DataSetName& name,
                                                                   const PersonName& person) const {
    const auto names = objects_.names(key_of(name, person));
    if (!names) return tl::unexpected(names.error());
    std::vector<PictureName> found;
    for (const std::string& text : *names) {
        auto picture = PictureName::from_client(text);
        if (picture && picture->text() == text) found.push_back(*std::move(picture));
    }
    return found;
}

ObjectResult<void> ObjectDataSets::store(const DataSetName& name, const PersonName& person,
                                         const PictureName& picture,
                                         std::span<const std::byte> contents) const {
    return without_value(objects_.write(key_of(name, person) / picture.text(), contents));
}

ObjectResult<void> ObjectDataSets::adopt(const DataSetName& name, const PersonName& person,
                                         const PictureName& picture,
                                         const std::filesystem::path& file) const {
    const auto written = objects_.write_file(key_of(name, person) / picture.text(), file, {});
    if (!written) return tl::unexpected(written.error());
    if (auto removed = remove_tree(file); !removed) return tl::unexpected(to_object_error(removed.error()));
    return {};
}

ObjectResult<void> ObjectDataSets::flush_pictures(const DataSetName& /*name*/) const {
    return {};  // what the store has taken it has
}

ObjectResult<std::optional<std::uint64_t>> ObjectDataSets::size_of(const DataSetName& name,
                                                                   const PersonName& person,
                                                                   const PictureName& picture) const {
    const auto found = objects_.describe(key_of(name, person) / picture.text());
    if (!found) return tl::unexpected(found.error());
    if (!*found) return std::nullopt;
    return (*found)->bytes;
}

ObjectResult<std::optional<std::string>> ObjectDataSets::read(const DataSetName& name,
                                                              const PersonName& person,
                                                              const PictureName& picture) const {
    auto found = objects_.read(key_of(name, person) / picture.text(), largest_picture);
    if (!found) return tl::unexpected(found.error());
    if (!*found) return std::nullopt;
    return std::move((*found)->bytes);
}

ObjectResult<bool> ObjectDataSets::remove(const DataSetName& name, const PersonName& person,
                                          const PictureName& picture) const {
    return objects_.remove(key_of(name, person) / picture.text());
}

ObjectResult<bool> ObjectDataSets::remove(const DataSetName& name, const PersonName& person) const {
    const auto removed = objects_.remove_all(key_of(name, person));
    if (!removed) return tl::unexpected(removed.error());
    return *removed > 0;
}

ObjectResult<OwnDataSets::Renaming> ObjectDataSets::rename(const DataSetName& name, const PersonName& from,
                                                           const PersonName& to) const {
    const auto old_names = pictures_of(name, from);
    if (!old_names) return tl::unexpected(old_names.error());
    if (old_names->empty()) return Renaming::missing;
    if (from == to) return Renaming::renamed;
    const auto taken = pictures_of(name, to);
    if (!taken) return tl::unexpected(taken.error());
    if (!taken->empty()) return Renaming::taken;
    std::vector<ObjectKey> moved;
    for (const PictureName& picture : *old_names) {
        const auto contents = read(name, from, picture);
        if (!contents) return tl::unexpected(contents.error());
        if (!*contents) continue;  // gone meanwhile
        if (auto stored = store(name, to, picture, std::as_bytes(std::span(**contents))); !stored)
            return tl::unexpected(stored.error());
        moved.push_back(key_of(name, from) / picture.text());
    }
    if (auto removed = objects_.remove_each(moved); !removed) return tl::unexpected(removed.error());
    return Renaming::renamed;
}

}  // namespace eigenfaces::service
