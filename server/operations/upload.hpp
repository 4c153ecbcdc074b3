#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "model/picture.hpp"
#include "operations/limits.hpp"
#include "workspaces/state.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

struct UploadedPicture {
    std::string file_name;
    PictureHeader header;
    std::uint64_t bytes = 0;
};

struct UploadFailure {
    enum class Kind {
        bad_name,       ///< there is no file name in what the client sent
        not_a_picture,  ///< neither JPEG nor PNG
        damaged,        ///< does not decode, or has more pixels than allowed
        no_memory,      ///< to decode it
        no_space,       ///< on the disk, or in what the operator leaves to a workspace
    };
    Kind kind = Kind::damaged;
    std::string detail;
};

/// Decodes the picture to the end, then stores it under its file name. What is refused leaves nothing behind.
/// Throws when the disk fails.
tl::expected<UploadedPicture, UploadFailure> upload(State& state, const Limits& limits,
                                                    const WorkspaceId& workspace,
                                                    std::string_view client_file_name,
                                                    std::span<const std::byte> contents);

/// What an operation says that would need one workspace more than there may be.
std::string too_many_workspaces(const State& state, const WorkspaceId& workspace);

}  // namespace eigenfaces::service
