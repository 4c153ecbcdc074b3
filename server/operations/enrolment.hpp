#pragma once
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "model/faces/detector.hpp"
#include "model/picture.hpp"
#include "operations/data_set_failure.hpp"
#include "operations/limits.hpp"
#include "operations/predict.hpp"
#include "workspaces/state.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// What became of one of several pictures.
struct Enrolled {
    std::string file;                     ///< as the client called it
    std::optional<std::string> stored;    ///< the name that it has now
    std::optional<PictureHeader> header;  ///< of one that was stored
    std::optional<FaceBox> face;          ///< where it is in the upright picture, if it was looked for
    std::optional<std::string> problem;   ///< of one that was not
};

/// Who is to be known, and what a picture must show to be learned from.
struct EnrolInput {
    std::string_view data_set;
    std::string_view person;
    /// Only pictures are stored that show one face, or one that is much larger than the others.
    bool require_face = true;
};

/// Stores those of the pictures that are some, each for itself. `stop` is obeyed between two pictures.
DataSetResult<std::vector<Enrolled>> enrol(State& state, const Limits& limits, const WorkspaceId& workspace,
                                           const EnrolInput& input, std::span<const GivenPicture> pictures,
                                           const std::stop_token& stop);

/// A picture of an archive.
struct EnrolledFromArchive {
    std::string person;  ///< empty where the file is no person's
    Enrolled picture;
};

/// The same for a tar.gz or zip archive of person folders, which may lie in one folder together, as LFW's do.
/// What is in the archive otherwise is told as a problem of its own; what can't be read as an archive, or is
/// not safe to extract, is refused as a whole.
DataSetResult<std::vector<EnrolledFromArchive>> enrol_archive(State& state, const Limits& limits,
                                                              const WorkspaceId& workspace,
                                                              std::string_view data_set, bool require_face,
                                                              std::span<const std::byte> archive,
                                                              const std::stop_token& stop);

}  // namespace eigenfaces::service
