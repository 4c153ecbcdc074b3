#include "workspaces/data_set_archive.hpp"

#include <cerrno>
#include <span>

#include "digest/sha256.hpp"
#include "workspaces/picture_digests.hpp"

namespace eigenfaces::service {

namespace {

tl::unexpected<ObjectError> failed(const StorageError& error) {
    return tl::unexpected(to_object_error(error));
}

}  // namespace

ObjectResult<std::optional<DataSetArchive>> archive_of(const OwnDataSets& data_sets,
                                                       const OwnDataSets::Description& description,
                                                       const std::filesystem::path& folder,
                                                       const std::stop_token& stop) {
    auto writer = ArchiveWriter::create(folder);
    if (!writer) return failed(writer.error());
    DataSetDigest digest;
    const std::string& top = description.name.text();
    if (auto added = writer->add_folder(top); !added) return failed(added.error());
    for (const OwnDataSets::Person& person : description.people) {
        const std::string person_folder = top + '/' + person.name.folder();
        if (auto added = writer->add_folder(person_folder); !added) return failed(added.error());
        const auto pictures = data_sets.pictures_of(description.name, person.name);
        if (!pictures) return tl::unexpected(pictures.error());
        for (const PictureName& picture : *pictures) {
            if (stop.stop_requested()) return std::nullopt;
            const auto contents = data_sets.read(description.name, person.name, picture);
            if (!contents) return tl::unexpected(contents.error());
            if (!*contents) continue;  // deleted meanwhile
            const auto added =
                writer->add_file(person_folder + '/' + picture.text(), std::as_bytes(std::span(**contents)));
            if (!added) return failed(added.error());
            digest.add(person.name, picture, sha256_of(**contents).hex());
        }
    }
    auto archive = std::move(*writer).finish();
    if (!archive) return failed(archive.error());
    return DataSetArchive{*std::move(archive), digest.text()};
}

}  // namespace eigenfaces::service
