#pragma once
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "model/features.hpp"
#include "model/picture.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// What was decoded of a picture: its header, and the face that fills it.
struct DecodedPicture {
    PictureHeader header;
    FaceSums sums{};
};

/// Decodes a picture from its first byte to its last.
tl::expected<DecodedPicture, PictureError> decode_face(std::span<const std::byte> contents,
                                                       const PictureLimits& limits);

/// The last uploads that were decoded, in memory: a picture is decoded to see that it is whole when it comes,
/// and again to be named, and decoding takes longer than all the rest of a prediction. Known by their bytes,
/// each workspace by itself: how long an answer takes tells nobody what others have. Thread-safe.
class DecodedUploads {
  public:
    /// 512 of them take 2 MB.
    explicit DecodedUploads(std::size_t most = 512) : most_(most) {}

    /// What was forgotten so far. To be taken before a picture is read or stored.
    std::uint64_t moment() const;

    /// Names a workspace's picture by its bytes.
    struct Key {
        std::string workspace;
        std::string sha256;
    };
    static Key key(const WorkspaceId& workspace, std::span<const std::byte> contents);

    std::optional<DecodedPicture> find(const Key& key);
    /// Keeps it, and drops the one that was not asked for the longest. Nothing where pictures of any
    /// workspace were forgotten since the moment: what was read before must not outlive that.
    void keep(const Key& key, std::uint64_t moment, const DecodedPicture& picture);
    /// Drops what is a workspace's: some of its uploads were deleted.
    void forget(const WorkspaceId& workspace);

  private:
    struct Kept {
        std::string name;
        DecodedPicture picture;
    };
    static std::string name_of(const Key& key) { return key.workspace + '/' + key.sha256; }

    const std::size_t most_;
    mutable std::mutex mutex_;
    std::uint64_t forgotten_ = 0;  ///< how often something was
    std::list<Kept> kept_;         ///< the last asked for first
    std::map<std::string, std::list<Kept>::iterator> by_name_;
};

}  // namespace eigenfaces::service
