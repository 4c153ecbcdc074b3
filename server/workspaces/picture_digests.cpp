#include "workspaces/picture_digests.hpp"

#include <span>

#include "digest/sha256.hpp"

namespace eigenfaces::service {

namespace {

/// Some hundred bytes each.
constexpr std::size_t most_known = 50'000;

}  // namespace

void DataSetDigest::add(const PersonName& person, const PictureName& picture, const std::string& sha256) {
    lines_ += sha256 + "  " + person.folder() + '/' + picture.text() + '\n';
}

std::string DataSetDigest::text() const {
    return "sha256:" + sha256_of(lines_).hex();
}

ObjectResult<std::optional<std::string>> PictureDigests::of_picture(const std::string& owner,
                                                                    const OwnDataSets& data_sets,
                                                                    const DataSetName& name,
                                                                    const OwnDataSets::Picture& picture) {
    const std::string path =
        owner + '/' + name.text() + '/' + picture.person.folder() + '/' + picture.name.text();
    {
        const std::lock_guard lock(mutex_);
        const auto found = known_.find(path);
        if (found != known_.end() && found->second.tag == picture.tag) return found->second.digest;
    }
    const auto contents = data_sets.read(name, picture.person, picture.name);
    if (!contents) return tl::unexpected(contents.error());
    if (!*contents) return std::nullopt;
    std::string digest = sha256_of(**contents).hex();
    const std::lock_guard lock(mutex_);
    if (known_.size() >= most_known) known_.clear();
    known_.insert_or_assign(path, Known{picture.tag, digest});
    return digest;
}

ObjectResult<std::string> PictureDigests::of(const WorkspaceId& owner, const OwnDataSets& data_sets,
                                             const DataSetName& name) {
    const auto pictures = data_sets.pictures(name);
    if (!pictures) return tl::unexpected(pictures.error());
    DataSetDigest digests;
    if (!*pictures) return digests.text();
    for (const OwnDataSets::Picture& picture : **pictures) {
        const auto digest = of_picture(owner.text(), data_sets, name, picture);
        if (!digest) return tl::unexpected(digest.error());
        if (*digest) digests.add(picture.person, picture.name, **digest);
    }
    return digests.text();
}

}  // namespace eigenfaces::service
