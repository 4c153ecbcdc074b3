#include "workspaces/data_set_archive.hpp"

#include <cerrno>
#include <span>

namespace eigenfaces::service {

StorageResult<std::optional<Archive>> archive_of(const OwnDataSets& data_sets,
                                                 const OwnDataSets::Description& description,
                                                 const std::filesystem::path& folder,
                                                 const std::stop_token& stop) {
    auto writer = ArchiveWriter::create(folder);
    if (!writer) return tl::unexpected(writer.error());
    const std::string& top = description.name.text();
    if (auto added = writer->add_folder(top); !added) return tl::unexpected(added.error());
    for (const OwnDataSets::Person& person : description.people) {
        const std::string person_folder = top + '/' + person.name.folder();
        if (auto added = writer->add_folder(person_folder); !added) return tl::unexpected(added.error());
        const auto pictures = data_sets.pictures_of(description.name, person.name);
        if (!pictures) return tl::unexpected(pictures.error());
        for (const PictureName& picture : *pictures) {
            if (stop.stop_requested()) return std::nullopt;
            const auto contents = data_sets.read(description.name, person.name, picture);
            if (!contents && contents.error().error_number == ENOENT) continue;  // deleted meanwhile
            if (!contents) return tl::unexpected(contents.error());
            const auto added =
                writer->add_file(person_folder + '/' + picture.text(), std::as_bytes(std::span(*contents)));
            if (!added) return tl::unexpected(added.error());
        }
    }
    auto archive = std::move(*writer).finish();
    if (!archive) return tl::unexpected(archive.error());
    return *std::move(archive);
}

}  // namespace eigenfaces::service
