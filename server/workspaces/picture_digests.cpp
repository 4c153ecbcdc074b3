#include "workspaces/picture_digests.hpp"

#include <cerrno>
#include <span>

#include "datasets/sha256.hpp"
#include "storage/read_file.hpp"

namespace eigenfaces::service {

namespace {

/// Some hundred bytes each.
constexpr std::size_t most_known = 50'000;
/// As Uploads::read(): what is stored was limited when it came.
constexpr std::uint64_t largest_picture = 256UL << 20U;

}  // namespace

void DataSetDigest::add(const PersonName& person, const PictureName& picture, const std::string& sha256) {
    lines_ += sha256 + "  " + person.folder() + '/' + picture.text() + '\n';
}

std::string DataSetDigest::text() const {
    return "sha256:" + sha256_of(lines_).hex();
}

StorageResult<std::string> PictureDigests::of_file(const std::filesystem::path& path) {
    const auto file = identity_of(path);
    {
        const std::lock_guard lock(mutex_);
        const auto found = known_.find(path);
        if (file && found != known_.end() && found->second.file == *file) return found->second.digest;
    }
    const auto contents = read_file(path, largest_picture);
    if (!contents) return tl::unexpected(contents.error());
    std::string digest = sha256_of(*contents).hex();
    const std::lock_guard lock(mutex_);
    if (known_.size() >= most_known) known_.clear();
    if (file) known_.insert_or_assign(path, Known{*file, digest});
    return digest;
}

StorageResult<std::string> PictureDigests::of(const OwnDataSets& data_sets,
                                              const OwnDataSets::Description& description) {
    DataSetDigest digests;
    for (const OwnDataSets::Person& person : description.people) {
        const auto pictures = data_sets.pictures_of(description.name, person.name);
        if (!pictures) return tl::unexpected(pictures.error());
        for (const PictureName& picture : *pictures) {
            auto digest =
                of_file(data_sets.pictures(description.name) / person.name.folder() / picture.text());
            if (!digest && digest.error().error_number == ENOENT) continue;  // deleted meanwhile
            if (!digest) return digest;
            digests.add(person.name, picture, *digest);
        }
    }
    return digests.text();
}

}  // namespace eigenfaces::service
